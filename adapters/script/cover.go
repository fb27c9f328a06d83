package script

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/playbook"
)

// touched is what scripts went through: by group ("issues", "acts", ...) the names and how many scripts. In group names that begin
// with "all " are those that the playbook has.
type touched map[string]map[string]int

func (t touched) add(group, name string) {
	if name == "" {
		return
	}
	if t[group] == nil {
		t[group] = map[string]int{}
	}
	t[group][name]++
}

// merge adds what another script touched.
func (t touched) merge(other touched) {
	for group, names := range other {
		for name := range names {
			t.add(group, name)
		}
	}
}

// The groups of the coverage report, in its order.
var groups = []string{"issues", "remedies offered", "remedies settled", "acts", "repairs", "handoff reasons", "topics", "transitions"}

// wanted are the names that a full set of scripts touches, besides the issues and remedies of the playbook.
var wanted = map[string][]string{
	"acts":            botActs,
	"repairs":         {"unclear", "ambiguous", "correction", "cancelled", "repeat", "unknown_order", "no_match", "stale_button", "contradiction"},
	"handoff reasons": {"asked", "safety", "legal", "limit", "no_agreement", "misunderstood", "policy", "error"},
	"topics": names(dialogue.Greeting, dialogue.Process, dialogue.StatusOf, dialogue.RouteTo, dialogue.Rights, dialogue.Privacy,
		dialogue.Waiting, dialogue.Approved, dialogue.Declined, dialogue.Fulfilled, dialogue.Expired, dialogue.Bot, dialogue.FindOrder, dialogue.Genuine,
		dialogue.OrderInfo, dialogue.Evidences, dialogue.Overdue, dialogue.Settled, dialogue.Safety, dialogue.Language, dialogue.Noted,
		dialogue.Kindness),
	"transitions": {"open→asked", "open→settled", "open→human", "open→closed", "asked→open", "asked→settled", "asked→human",
		"human→open", "human→settled", "human→closed", "settled→open", "settled→human", "settled→fulfilled", "fulfilled→closed", "closed→open"},
}

func names[T ~string](list ...T) []string { return strings.Fields(words(list)) }

// learn notes what a played story went through.
func (t touched) learn(s *story, book *playbook.Book) {
	for id := range book.Issues {
		t.add("all issues", string(id))
	}
	for id := range book.Remedies {
		t.add("all remedies offered", string(id))
		t.add("all remedies settled", string(id))
	}
	for i, turn := range s.turns {
		t.learnCases(s.before(i), turn.Next)
		for _, d := range turn.Outbox {
			t.learnAction(d)
		}
	}
}

func (t touched) learnCases(before, next dialogue.Conversation) {
	was := map[string]dialogue.Status{}
	for _, k := range before.Cases {
		was[k.No] = statusOf(before, k)
	}
	for _, k := range next.Cases {
		t.add("issues", string(k.Issue()))
		if k.Offer != nil {
			for _, o := range k.Offer.Options {
				t.add("remedies offered", string(o.Remedy))
			}
		}
		if from, to := was[k.No], statusOf(next, k); from != "" && from != to {
			t.add("transitions", fmt.Sprintf("%s→%s", from, to))
		}
	}
	if next.Human != nil {
		t.add("handoff reasons", next.Human.Reason)
	}
}

// statusOf is a case's status, human for the current one while a person owns the conversation.
func statusOf(c dialogue.Conversation, k dialogue.Case) dialogue.Status {
	if c.Human != nil && k.No == currentCase(c).No && k.Status != dialogue.StatusClosed {
		return dialogue.StatusHuman
	}
	return k.Status
}

func (t touched) learnAction(d bot.Delivery) {
	switch a := d.Action.(type) {
	case dialogue.Settle:
		t.add("remedies settled", string(a.Settlement.Remedy))
	case dialogue.Relay:
		t.add("acts", string(dialogue.ActRelay))
	case dialogue.Say:
		for _, act := range a.Acts {
			t.add("acts", string(act.Kind))
			group := map[dialogue.ActKind]string{dialogue.ActRepair: "repairs", dialogue.ActInform: "topics", dialogue.ActHandoff: "handoff reasons"}[act.Kind]
			if group != "" && len(act.Args) > 0 {
				t.add(group, act.Args[0])
			}
		}
	}
}

// gaps returns by group what no script touched, each list in order.
func (t touched) gaps() map[string][]string {
	gaps := map[string][]string{}
	for _, group := range groups {
		all := slices.Clone(wanted[group])
		for name := range t["all "+group] {
			all = append(all, name)
		}
		if _, fixed := wanted[group]; !fixed {
			slices.Sort(all)
		}
		for _, name := range all {
			if t[group][name] == 0 {
				gaps[group] = append(gaps[group], name)
			}
		}
	}
	return gaps
}

// report writes what no script touched.
func (t touched) report(w io.Writer) {
	gaps := t.gaps()
	if len(gaps) == 0 {
		return
	}
	fmt.Fprintln(w, "no script touched")
	for _, group := range groups {
		if len(gaps[group]) > 0 {
			fmt.Fprintf(w, "  %s: %s\n", group, strings.Join(gaps[group], " "))
		}
	}
}
