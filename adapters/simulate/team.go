package simulate

import (
	"slices"
	"strings"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// way is how the agents of a conversation work.
type way struct {
	name        string
	weight      int
	least, most time.Duration // until they look at a card
	asleep      bool
	approves    float64  // of what is asked of them; what is not approved is
	declines    float64  // declined with a reason, or else answered with another offer
	ends        []string // what they end a conversation of theirs with: desk options, or reply
	done        float64  // how often a remedy is carried out at all
	late        float64  // how often after its date
}

var ways = []way{
	{name: "prompt", weight: 8, least: 20 * time.Minute, most: 3 * time.Hour, approves: 0.95, declines: 1, ends: []string{"resolve", "offer", "handback"}, done: 1, late: 0.05},
	{name: "strict", weight: 3, least: time.Hour, most: 4 * time.Hour, approves: 0.3, declines: 1, ends: []string{"handback", "reply", "resolve"}, done: 1, late: 0.1},
	{name: "inventive", weight: 3, least: time.Hour, most: 6 * time.Hour, approves: 0.3, declines: 0, ends: []string{"offer", "offer", "ask"}, done: 1, late: 0.1},
	{name: "hands back", weight: 2, least: 30 * time.Minute, most: 5 * time.Hour, approves: 0.8, declines: 0.5,
		ends: []string{"handback", "handback:offer", "handback:issue", "handback:evidence", "handback:order", "handback:close"}, done: 1, late: 0.1},
	{name: "writes", weight: 2, least: time.Hour, most: 8 * time.Hour, approves: 0.7, declines: 0.7, ends: []string{"reply", "reply", "resolve"}, done: 0.9, late: 0.2},
	{name: "slow", weight: 2, least: 10 * time.Hour, most: 80 * time.Hour, approves: 0.8, declines: 0.8, ends: []string{"resolve", "offer", "handback"}, done: 0.9, late: 0.8},
	{name: "forgets", weight: 1, least: time.Hour, most: 5 * time.Hour, approves: 1, ends: []string{"reply", "handback"}, done: 0},
	{name: "asleep", weight: 1, asleep: true},
}

// mostDeeds bounds what agents do in one conversation.
const mostDeeds = 30

// team are the agents of one conversation.
type team struct {
	dice
	way     way
	words   phrases
	cards   map[string]dialogue.Card // as they last saw each case
	looks   map[string]int           // at each case so far
	deeds   int
	planned map[string]bool // cases that somebody will look at
}

func newTeam(d dice, words phrases) *team {
	return &team{dice: d, way: weighted(d, ways, func(w way) int { return w.weight }), words: words, cards: map[string]dialogue.Card{},
		looks: map[string]int{}, planned: map[string]bool{}}
}

// look is an agent's plan to see to a case.
type look struct {
	no    string
	after time.Duration
}

// hears takes what came to the desk, and plans to see to the cases that it is about.
func (t *team) hears(came []bot.Delivery) []look {
	var list []look
	for _, d := range came {
		switch a := d.Action.(type) {
		case dialogue.ShowCase:
			t.cards[a.Card.Case] = a.Card
			list = t.plan(list, a.Card.Case)
		case dialogue.Ask:
			list = t.plan(list, a.Case)
		case dialogue.Alert:
			list = t.plan(list, a.Case)
		}
	}
	return list
}

func (t *team) plan(list []look, no string) []look {
	if t.way.asleep || t.planned[no] || no == "" {
		return list
	}
	t.planned[no] = true
	return append(list, look{no, t.between(t.way.least, t.way.most)})
}

// sees is what an agent does about a case, and when somebody looks at it again; nothing to do is nil.
func (t *team) sees(no string, c dialogue.Conversation, now time.Time) (dialogue.Body, []look) {
	delete(t.planned, no)
	card, ok := t.cards[no]
	if !ok || t.deeds >= mostDeeds {
		return nil, nil
	}
	t.deeds++
	if t.chance(0.05) {
		return dialogue.Note{Agent: "ana", Text: pick(t.dice, suspicions)}, t.plan(nil, no)
	}
	has := func(id string) bool {
		return slices.ContainsFunc(card.Options, func(o dialogue.Option) bool { return o.ID == id })
	}
	switch {
	case has("approve") || has("decline"):
		return t.judge(card, has("approve")), nil
	case card.Status == dialogue.StatusHuman:
		return t.speak(card)
	case has("done"):
		return t.carryOut(card, c, now)
	}
	return nil, nil
}

// suspicions are what agents write to each other.
var suspicions = []string{"looks like refund abuse to me, third time this month", "margin on this sku is 60 percent, keep it friendly",
	"do not offer more than half here"}

func press(card dialogue.Card, option, note string) dialogue.Body {
	return dialogue.Decision{Agent: "ana", Option: option, Case: card.Case, Note: note}
}

// judge answers what was asked of the desk.
func (t *team) judge(card dialogue.Card, approval bool) dialogue.Body {
	offers := withPrefix(card, "offer:")
	switch {
	case approval && t.chance(t.way.approves):
		return press(card, "approve", "")
	case !approval && len(offers) > 0 && t.chance(t.way.approves):
		return press(card, pick(t.dice, offers), "")
	case len(offers) > 0 && !t.chance(t.way.declines):
		return press(card, pick(t.dice, offers), pick(t.dice, []string{"", "", "20%", "30%"}))
	}
	return press(card, "decline", pick(t.dice, []string{"", "the photos show no fault", "this was sold as seen"}))
}

func withPrefix(card dialogue.Card, prefix string) []string {
	var list []string
	for _, o := range card.Options {
		if strings.HasPrefix(o.ID, prefix) {
			list = append(list, o.ID)
		}
	}
	return list
}

// speak goes on with a conversation that a person owns: takes it, writes, and ends it in the way of the agents.
func (t *team) speak(card dialogue.Card) (dialogue.Body, []look) {
	t.looks[card.Case]++
	t.planned[card.Case] = true
	soon := []look{{card.Case, t.between(2*time.Minute, 90*time.Minute)}}
	switch {
	case t.looks[card.Case] == 1 && t.chance(0.6):
		return press(card, "take", ""), soon
	case t.looks[card.Case] <= 2 && t.chance(0.6):
		return t.reply(card), soon
	}
	delete(t.planned, card.Case)
	end := pick(t.dice, t.way.ends)
	switch end {
	case "offer", "ask":
		if list := withPrefix(card, end+":"); len(list) > 0 {
			return press(card, pick(t.dice, list), ""), nil
		}
		end = "resolve"
	case "reply":
		return t.reply(card), nil
	}
	return press(card, end, ""), nil
}

func (t *team) reply(card dialogue.Card) dialogue.Body {
	text := pick(t.dice, []string{"Hello, this is Ana. I am looking into this for you.", "Could you tell me once more what happened?",
		"I have asked the warehouse and will write again tomorrow."})
	return dialogue.Reply{Agent: "ana", Case: card.Case, Text: text, Seen: true}
}

// carryOut presses Done: before the date, after it, or never.
func (t *team) carryOut(card dialogue.Card, c dialogue.Conversation, now time.Time) (dialogue.Body, []look) {
	i := slices.IndexFunc(c.Cases, func(k dialogue.Case) bool { return k.No == card.Case })
	if i < 0 || c.Cases[i].Settled == nil {
		return nil, nil
	}
	key, due := "done "+c.Cases[i].Settled.ID, c.Cases[i].Settled.Due
	t.looks[key]++
	if t.looks[key] > 1 {
		return press(card, "done", pick(t.dice, []string{"", "ref 7781", "done by mail"})), nil
	}
	if !t.chance(t.way.done) {
		t.looks[key] = -mostDeeds
		return nil, nil
	}
	at := now.Add(t.between(time.Hour, max(2*time.Hour, due.Sub(now))))
	if t.chance(t.way.late) {
		at = due.Add(t.between(time.Hour, 6*24*time.Hour))
	}
	t.planned[card.Case] = true
	return nil, []look{{card.Case, at.Sub(now).Truncate(time.Second)}}
}
