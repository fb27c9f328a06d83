package script

import (
	"amends/bot"
	"amends/dialogue"
)

// Story is a conversation that was held elsewhere and not played from a script.
type Story struct {
	Stage    *Stage // Step, Book and Orders of it are used
	First    dialogue.Conversation
	Turns    []bot.Turn     // all of them
	Heard    []bot.Delivery // what the buyer got, in order
	Accepted []string       // IDs of the events that the bot accepted
	Notes    []string       // of agents: not for the buyer
}

// Broken names the standing rules of the package's documentation that the story breaks; the lines of the failures are turns, counted
// from 1.
func (st Story) Broken() []Failure {
	p := &player{stage: st.Stage, script: &Script{}, notes: st.Notes, accepted: st.Accepted, turnAt: map[string]int{}, mine: map[string]int{}}
	for i, t := range st.Turns {
		p.turnAt[t.Event.ID] = i + 1
	}
	s := &story{p: p, first: st.First, turns: st.Turns}
	for _, d := range st.Heard {
		s.heard = append(s.heard, hear(d))
	}
	return s.violations()
}
