package playbook

import (
	"regexp"
	"strconv"
	"time"
)

// maxSpan is the longest time that a playbook may name.
const maxSpan = 5 * 365 * 24 * time.Hour

var (
	calendarTime = regexp.MustCompile(`^(\d{1,4})\s*(m|h|d|w|hours?|days?|weeks?)$`)
	businessTime = regexp.MustCompile(`^(\d{1,4})\s*(m|h|bd|hours?|business days?)$`)
)

// calendar returns a length of calendar time: 30m, 24h, 3d or 2w.
func (v value) calendar(least time.Duration) time.Duration {
	s := v.text(maxWord)
	if s == "" {
		return 0
	}
	m := calendarTime.FindStringSubmatch(s)
	if m == nil {
		v.fail("%q is not a length of time; write it like 90d, 24h or 30m", s)
		return 0
	}
	units := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	return v.between(s, m[1], units[m[2][0]], least)
}

// business returns a length of opening time: 4h is four hours in which the seller is open, 2bd are two business days.
func (v value) business(h Hours, least time.Duration) time.Duration {
	s := v.text(maxWord)
	if s == "" {
		return 0
	}
	m := businessTime.FindStringSubmatch(s)
	if m == nil {
		v.fail("%q is not a length of opening time; write it like 4h or 2bd (business days)", s)
		return 0
	}
	units := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'b': h.Day()}
	return v.between(s, m[1], units[m[2][0]], least)
}

func (v value) between(text, count string, unit, least time.Duration) time.Duration {
	n, _ := strconv.Atoi(count) // the pattern allows four digits
	d := time.Duration(n) * unit
	switch {
	case d < least:
		v.fail("%s is too short; it must be at least %s", text, readable(least))
	case d > maxSpan:
		v.fail("%s is too long; the longest time is five years", text)
	default:
		return d
	}
	return 0
}

func readable(d time.Duration) string {
	if day := 24 * time.Hour; d >= day && d%day == 0 {
		return strconv.Itoa(int(d/day)) + " days"
	}
	return d.String()
}
