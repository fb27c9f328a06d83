package dialogue

import (
	"slices"

	"amends/prompts"
)

// awaited are the questions to the desk that wait for an answer.
func awaited(cases []Case) []Ask {
	var list []Ask
	for i := range cases {
		if a := cases[i].Approval; a != nil && a.Ask != "" {
			list = append(list, Ask{ID: a.Ask, Case: cases[i].No})
		}
	}
	return list
}

// endAsks tells the desk of questions that need no answer any more, so that nobody answers them later.
func (t *turn) endAsks() {
	if len(t.awaited) == 0 {
		return
	}
	open := awaited(t.c.Cases)
	for _, a := range t.awaited {
		if !slices.ContainsFunc(open, func(o Ask) bool { return o.ID == a.ID }) {
			a.Text = t.askEnded()
			t.out = append(t.out, a)
		}
	}
}

// askEnded says how a question to the desk ended: by whom, when an agent's decision ended it.
func (t *turn) askEnded() string {
	f, key := prompts.Fields{}, "over"
	if d, ok := t.ev.Body.(Decision); ok {
		f.Agent, key = d.Agent, "decided"
		if d.Option == deskApprove || d.Option == deskDecline {
			key = d.Option + "d"
		}
	}
	return t.desk("desk.ask."+key, f)
}
