package understand

import "slices"

// What the names of Concepts begin with.
const (
	notConcept  = "not "
	wishConcept = "wish "
)

// Concepts returns what a text speaks of, by names that are the same in every language: concepts such as "refund" or "cancel", and
// wishes such as "wish keep"; sorted, each once, those that the text denies with "not " before them. They are for comparing texts that
// should say the same, such as a translation with what it was made of; what a buyer means is what Understand says.
func (u *Understander) Concepts(text string) []string {
	r := u.lex.readConcepts(text)
	r.hits = r.preferred(u.lex.matcher.find(r.toks, r.tongues, nil))
	var names []string
	add := func(h hit, name string) {
		if r.negated(h.from, 4) {
			name = notConcept + name
		}
		names = append(names, name)
	}
	for _, h := range r.concepts {
		add(h, r.lex.tags[h.tag].name)
	}
	r.hitsOf(wishGroup, func(h hit, t tag) { add(h, wishConcept+t.name) })
	slices.Sort(names)
	return slices.Compact(names)
}
