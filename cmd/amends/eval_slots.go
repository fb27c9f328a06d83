package main

import (
	"slices"
	"strings"
	"unicode"

	"amends/dialogue"
)

// evalSlots are the values that files of texts name, and which slot they are.
var evalSlots = []struct {
	name string
	slot dialogue.Slot
}{
	{"order_id", dialogue.SlotOrder}, {"amount", dialogue.SlotMoney}, {"email", dialogue.SlotEmail}, {"phone", dialogue.SlotPhone},
}

// valuesOf returns what was found, by the names of the files and as written.
func valuesOf(in dialogue.Interpretation) map[string][]string {
	out := map[string][]string{}
	for _, v := range in.Slots {
		for _, s := range evalSlots {
			if v.Slot == s.slot || v.Slot == dialogue.SlotProof && plainValue(s.name, v.Words) != "" && isProof(s.name, v.Words) {
				out[s.name] = append(out[s.name], plainValue(s.name, v.Words))
			}
		}
	}
	return out
}

// isProof tells which kind of value a proof of ownership is.
func isProof(name, words string) bool {
	switch name {
	case "email":
		return strings.Contains(words, "@")
	case "phone":
		return !strings.Contains(words, "@") && len(plainValue(name, words)) >= 7
	}
	return false
}

// plainValue brings a value into a form in which it is the same however it is written.
func plainValue(name, value string) string {
	keep := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	switch name {
	case "amount", "phone":
		keep = unicode.IsDigit
	case "email":
		keep = func(r rune) bool { return !unicode.IsSpace(r) }
	}
	return strings.Map(func(r rune) rune {
		if !keep(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, value)
}

// addSlots counts the values that were to be found, were found, and both.
func (s *scores) addSlots(judged []judgement) {
	for _, e := range evalSlots {
		l, rows := labelScore{name: e.name}, 0
		for _, v := range judged {
			if v.Slots == nil {
				continue
			}
			rows++
			var want []string
			for _, value := range v.Slots[e.name] {
				want = append(want, plainValue(e.name, value))
			}
			got := slices.Compact(slices.Sorted(slices.Values(v.found[e.name])))
			l.n, l.got = l.n+len(want), l.got+len(got)
			for _, value := range got {
				if slices.Contains(want, value) {
					l.both++
				}
			}
		}
		if rows > 0 {
			l.precision, l.recall = share(l.both, l.got), share(l.both, l.n)
			s.slots = append(s.slots, l)
		}
	}
	for _, v := range judged {
		if v.Slots != nil && len(v.Slots) == 0 {
			s.traps++
			if len(v.found) > 0 {
				s.invented++
			}
		}
	}
}
