package dialogue

// hash tells one card from another, so that the desk is sent only what it has not seen.
func (c Card) hash() uint64 {
	h := hashStart
	put := func(parts ...string) {
		for _, p := range parts {
			h = hashText(h, p) * hashPrime // the step parts one string from the next
		}
	}
	put(c.Case, c.Title, string(c.Status), c.Task)
	for _, f := range c.Fields {
		put(f.ID, f.Value)
	}
	put("dates")
	for _, f := range c.Dates {
		put(f.ID, f.Value)
	}
	put("evidence")
	for _, e := range c.Evidence {
		put(e.ID, e.Proves, e.Note)
	}
	put("remedies")
	for _, r := range c.Remedies {
		put(string(r.Remedy), r.Cost, r.Refused)
	}
	put(c.Warnings...)
	for _, o := range c.Options {
		put(o.ID, o.Label)
	}
	return h
}

// The FNV-1a hash, by hand because a turn takes it of many short strings.
const (
	hashStart uint64 = 14695981039346656037
	hashPrime uint64 = 1099511628211
)

func hashText(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * hashPrime
	}
	return h
}
