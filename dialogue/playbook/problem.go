package playbook

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Problem is one thing that is wrong with a playbook file: where it stands, what is wrong and what would be right.
type Problem struct {
	File string
	Line int
	Path string // such as issues.wrong_item.remedies[1]; "" for the file as a whole
	What string
}

// Error writes "file:line: path: what".
func (p *Problem) Error() string {
	if p.Path == "" {
		return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.What)
	}
	return fmt.Sprintf("%s:%d: %s: %s", p.File, p.Line, p.Path, p.What)
}

// maxProblems is how many problems Load tells of; fixing the first ones often mends the rest.
const maxProblems = 30

// problems collects what is wrong, so that a seller sees all of it at once.
type problems struct {
	list []*Problem
	more int
}

func (p *problems) add(problem *Problem) {
	if len(p.list) == maxProblems {
		p.more++
		return
	}
	p.list = append(p.list, problem)
}

// err joins the problems in the order of the file; nil when there are none.
func (p *problems) err() error {
	slices.SortStableFunc(p.list, func(a, b *Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	var all []error
	for _, problem := range p.list {
		all = append(all, problem)
	}
	if p.more > 0 {
		all = append(all, fmt.Errorf("and %d more", p.more))
	}
	return errors.Join(all...)
}
