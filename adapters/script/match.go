package script

import (
	"slices"
	"strings"
)

// matches reports whether a message is what a line expects.
func (e Expect) matches(h Heard) bool {
	for _, want := range e.Acts {
		if !slices.ContainsFunc(h.Acts, func(act string) bool { return beginsWith(act, want) }) {
			return false
		}
	}
	if e.Text != "" && fold(e.Text) != fold(h.Text) {
		return false
	}
	if e.Pattern == "" {
		return true
	}
	re, err := compile(e.Pattern, e.Fold)
	return err == nil && re.MatchString(h.seen())
}

// beginsWith reports whether an act's words begin with the wanted ones, word by word.
func beginsWith(act, want string) bool {
	rest, ok := strings.CutPrefix(act, want)
	return ok && (rest == "" || rest[0] == ' ')
}

// mismatch says where a run of messages leaves a run of expectations.
type mismatch struct {
	line    int // index of the first expectation that fails, or the number of them when a message is left over
	message int // index of the message that it fails at; all before it are accounted for
}

// account compares messages with expectations in order; nil means that every message is accounted for.
func account(want []Expect, came []Heard) *mismatch {
	reach := []int{0} // how many messages may be used up, ascending
	for i, e := range want {
		next := e.advance(reach, came)
		if len(next) == 0 {
			return &mismatch{line: i, message: min(reach[0], len(came))}
		}
		reach = next
	}
	if most := reach[len(reach)-1]; most < len(came) {
		return &mismatch{line: len(want), message: most}
	}
	return nil
}

// advance returns how many messages may be used up after one more expectation.
func (e Expect) advance(reach []int, came []Heard) []int {
	var next []int
	switch {
	case e.Any:
		for n := reach[0]; n <= len(came); n++ {
			next = append(next, n)
		}
	case e.Nothing:
		if slices.Contains(reach, len(came)) {
			next = []int{len(came)}
		}
	default:
		for _, n := range reach {
			if n < len(came) && e.matches(came[n]) {
				next = append(next, n+1)
			}
		}
	}
	return next
}
