package understand

import (
	"cmp"
	"slices"
	"strings"

	"amends/dialogue"
)

// alarms returns the safety and legal signals of the text, the most severe first, one of each class. A grave one rings whatever
// language it is in, the others only in a language that the text may be in.
func (r *reading) alarms() []dialogue.Alarm {
	var out []dialogue.Alarm
	r.hitsOf(alarmGroup, func(h hit, t tag) {
		if r.figurative(h, t.name) || t.grave && r.softened(h, t.name) || !t.grave && t.of&r.tongues == 0 {
			return
		}
		a := dialogue.Alarm{Class: t.name, Words: r.words(h.from, h.to), Grave: t.grave && !r.negated(h.from, 4)}
		i := slices.IndexFunc(out, func(o dialogue.Alarm) bool { return o.Class == a.Class })
		switch {
		case i < 0:
			out = append(out, a)
		case a.Grave && !out[i].Grave:
			out[i] = a
		}
	})
	slices.SortStableFunc(out, func(a, b dialogue.Alarm) int {
		return cmp.Or(b2i(b.Grave)-b2i(a.Grave), cmp.Compare(r.severity(a.Class), r.severity(b.Class)))
	})
	return out
}

// figurative reports whether the words are part of a figure of speech or of a product's name: "killer deal", "fire stick".
func (r *reading) figurative(h hit, class string) bool {
	found := false
	r.hitsOf(figureGroup, func(f hit, t tag) {
		found = found || t.name == class && f.from < h.to && h.from < f.to
	})
	return found
}

// softened reports whether a grave word is part of a longer phrase that says that nothing happened: "personne n'a été blessé".
func (r *reading) softened(h hit, class string) bool {
	found := false
	r.hitsOf(alarmGroup, func(o hit, t tag) {
		found = found || t.name == class && !t.grave && o.from <= h.from && h.to <= o.to && o.to-o.from > h.to-h.from
	})
	return found
}

func (r *reading) severity(class string) int {
	if i := slices.Index(r.lex.severity, class); i >= 0 {
		return i
	}
	return len(r.lex.severity)
}

func containsFold(s, part string) bool {
	return strings.Contains(strings.ToLower(s), strings.ToLower(part))
}
