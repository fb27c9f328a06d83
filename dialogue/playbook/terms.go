package playbook

// OptionFor computes the terms of one remedy for a case at an agent's wish: neither its condition nor the issue's list is looked at,
// only what is possible at all (stock, what was paid). False when it is not.
func (b *Book) OptionFor(f Facts, id RemedyID) (Option, bool) {
	issue := b.Issues[f.Case.Issue]
	r, ok := b.Remedies[id]
	if !ok {
		return Option{}, false
	}
	m := machines.Get().(*machine)
	defer m.release()
	e := evaluation{book: b, issue: issue, f: &f, m: m}
	e.fault = e.faultOf()
	o, why := e.terms(&r)
	return o, why == ""
}
