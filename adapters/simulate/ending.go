package simulate

import (
	"cmp"
	"fmt"
	"time"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/money"
	"amends/dialogue/playbook"
)

// deadEnd says why nobody has a next move in a conversation and no clock runs; "" when somebody has.
func deadEnd(c dialogue.Conversation) string {
	if c.Blocked || !c.Wake.IsZero() || c.Human != nil || c.Asked != nil {
		return ""
	}
	live := false
	for _, k := range c.Cases {
		switch {
		case k.Status == dialogue.StatusClosed:
		case k.Status == dialogue.StatusAsked, k.Status == dialogue.StatusSettled && k.Settled != nil && k.Settled.Done.IsZero():
			live = true // the desk has the next move
		default:
			return fmt.Sprintf("case %s is %s, nothing is asked and no clock runs", k.No, k.Status)
		}
	}
	if n := len(c.Cases); len(c.Waiting) > 0 && n > 0 && !live && !gaveUp(c.Cases[n-1].Outcome) {
		return fmt.Sprintf("the problem %q was noted and is never taken up", c.Waiting[0].Issue)
	}
	return ""
}

// gaveUp reports whether the buyer ended the case without another word.
func gaveUp(o dialogue.Outcome) bool {
	return o == dialogue.OutcomeSilent || o == dialogue.OutcomeCancelled
}

// result is what came of one conversation.
type result struct {
	number   int
	persona  int // index into Personas
	way      string
	issue    playbook.IssueID // the buyer's true one
	told     bool             // the first case is about some problem, and not only about a person
	readAs   playbook.IssueID // what the first case was taken for
	ends     []end
	messages int           // of the buyer, until the first settlement; 0 when there was none
	sent     int           // by the buyer in all
	offer    time.Duration // until the first offer; 0 when there was none
	cost     map[string]int64
	person   string // why a person owned it first; "" when none did
	route    bool   // the official route was told
	approved int    // approvals by agents
	again    int    // how often in a row the same question was heard at most
	missed   string // why the end is no honest one; "" when it is
	stuck    string
	broken   []string
	lines    []string // that a Voice said
}

// end is how one case ended.
type end struct {
	issue playbook.IssueID
	how   string
}

// result looks back on the conversation.
func (t *talk) result(persona int, broken []string) result {
	r := result{number: t.number, persona: persona, way: t.team.way.name, issue: t.buyer.goal.issue, stuck: t.stuck,
		again: t.buyer.most, cost: map[string]int64{}}
	r.broken = append(broken, t.trouble...)
	for _, turn := range t.turns {
		r.count(turn, t.begun)
	}
	for i, k := range t.state.Cases {
		how := howEnded(t.state, k)
		r.ends = append(r.ends, end{k.Issue(), how})
		r.route = r.route || !k.Told.Route.IsZero()
		if k.Settled != nil {
			cost := costOf(k)
			r.cost[cmp.Or(cost.Currency, t.buyer.goal.mine.order.Currency)] += cost.Minor
		}
		if i == 0 {
			r.readAs = k.Issue()
			r.told = r.readAs != "" && (r.readAs != playbook.Human || r.issue == playbook.Human)
		}
		if k.Order != nil && k.Order.ID == t.buyer.goal.others.order.ID {
			r.broken = append(r.broken, "somebody else's order was taken for the buyer's")
		}
	}
	r.missed = t.missed()
	return r
}

// count takes one turn into account.
func (r *result) count(turn bot.Turn, begun time.Time) {
	if byBuyer(turn.Event.Body) {
		r.sent++
	}
	if h := turn.Next.Human; h != nil && r.person == "" {
		r.person = h.Reason
	}
	if d, ok := turn.Event.Body.(dialogue.Decision); ok && d.Option == "approve" {
		r.approved++
	}
	if f, ok := turn.Event.Body.(dialogue.Failure); ok {
		r.broken = append(r.broken, "the bot failed over event "+f.Event+": "+f.What)
	}
	for _, d := range turn.Outbox {
		switch a := d.Action.(type) {
		case dialogue.Settle:
			if r.messages == 0 {
				r.messages = r.sent
			}
		case dialogue.Say:
			if r.offer == 0 && offers(a) {
				r.offer = max(turn.Event.At.Sub(begun), time.Second)
			}
		}
	}
}

func offers(s dialogue.Say) bool {
	for _, a := range s.Acts {
		if a.Kind == dialogue.ActOffer {
			return true
		}
	}
	return false
}

// costOf is what a settlement costs the seller, as the offer reckoned it.
func costOf(k dialogue.Case) money.Money {
	if k.Offer != nil {
		for _, o := range k.Offer.Options {
			if o.Remedy == k.Settled.Remedy && !o.Cost.IsZero() {
				return o.Cost
			}
		}
	}
	return k.Settled.Refund
}

// howEnded names the end of a case in a word or two.
func howEnded(c dialogue.Conversation, k dialogue.Case) string {
	switch {
	case k.Settled != nil && !k.Settled.Done.IsZero():
		return "carried out"
	case k.Settled != nil:
		return "agreed"
	case k.Status == dialogue.StatusClosed:
		return string(k.Outcome)
	case c.StatusOf(&k) == dialogue.StatusHuman:
		return "person"
	}
	return string(k.Status)
}

// missed says why the conversation reached neither its goal nor an honest end.
func (t *talk) missed() string {
	p := t.buyer.persona
	if len(t.turns) >= mostTurns {
		return "it never came to an end"
	}
	if len(t.state.Cases) == 0 && !p.Gone && !p.Hostile {
		return "no case was opened"
	}
	for _, k := range t.state.Cases {
		if k.Settled != nil || p.Hostile {
			continue
		}
		switch how := howEnded(t.state, k); {
		case how == string(dialogue.OutcomeSilent) && !p.Gone:
			return "closed for silence: the buyer gave up or was not asked"
		case how == string(dialogue.OutcomeCancelled) && !p.Gone && !t.buyer.wanted["never_mind"]:
			return "cancelled without the buyer's wish"
		case how == string(dialogue.StatusOpen):
			return "left open"
		case how == string(dialogue.StatusAsked) && k.Told.Route.IsZero():
			return "waits for an approval, and no other way was told"
		case how == "person" && t.state.Human.Agent == "" && k.Told.Route.IsZero() && t.state.Human.Reason != "safety":
			return "waits for a person, and no other way was told"
		}
	}
	return ""
}
