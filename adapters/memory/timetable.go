package memory

import (
	"slices"
	"time"
)

// timetable holds keys by time, one time each. The zero value is empty.
type timetable[K comparable] struct {
	at    map[K]time.Time
	order []entry[K] // by time; those of the same time as they came
}

type entry[K comparable] struct {
	key K
	at  time.Time
}

// set enters the key at a time, or moves it there.
func (t *timetable[K]) set(key K, at time.Time) {
	if was, ok := t.at[key]; ok {
		if was.Equal(at) {
			return
		}
		t.drop(key)
	}
	if t.at == nil {
		t.at = map[K]time.Time{}
	}
	t.at[key] = at
	i, _ := slices.BinarySearchFunc(t.order, at, func(e entry[K], at time.Time) int {
		if e.at.After(at) {
			return 1
		}
		return -1
	})
	t.order = slices.Insert(t.order, i, entry[K]{key, at})
}

func (t *timetable[K]) has(key K) bool {
	_, ok := t.at[key]
	return ok
}

// drop takes the key out, if it is there.
func (t *timetable[K]) drop(key K) {
	at, ok := t.at[key]
	if !ok {
		return
	}
	delete(t.at, key)
	i, _ := slices.BinarySearchFunc(t.order, at, func(e entry[K], at time.Time) int { return e.at.Compare(at) })
	for t.order[i].key != key {
		i++
	}
	t.order = slices.Delete(t.order, i, i+1)
}

// due returns at most n entries whose time is not after now, earliest first, and then those after the horizon, whose time cannot be
// right.
func (t *timetable[K]) due(now, horizon time.Time, n int) []entry[K] {
	found := t.until(now, n)
	for i := len(t.order) - 1; i >= 0 && len(found) < n && t.order[i].at.After(horizon); i-- {
		found = append(found, t.order[i])
	}
	return found
}

// until returns at most n entries whose time is not after now, earliest first.
func (t *timetable[K]) until(now time.Time, n int) []entry[K] {
	i := 0
	for i < len(t.order) && i < n && !t.order[i].at.After(now) {
		i++
	}
	return slices.Clone(t.order[:i])
}
