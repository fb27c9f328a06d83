package playbook

// Condition is a compiled yes-or-no expression over Facts.
type Condition struct {
	Text string // as written
	Line int    // where it stands
}
