package simulate

import (
	"strings"
	"time"

	"amends/dialogue"
	"amends/dialogue/playbook"
)

// Persona is a kind of buyer: what is done otherwise than by a plain one.
type Persona struct {
	Name  string
	About string
	// Open is how the buyer begins; nil: as everybody does.
	Open func(*buyer) []deed
	// Meet answers a question in the persona's way; false leaves it to the plain answer.
	Meet func(*buyer, question) ([]deed, bool)
	// Moods break in beside what everybody's moods do.
	Moods []mood
	// Gone says that the persona walks out: a case that is closed for silence is an honest end then.
	Gone bool
	// Hostile says that the persona wants what is not its own: to get nothing is the honest end.
	Hostile bool
	// Literal says that its very words are what it is about: no Voice speaks for it.
	Literal bool
}

// Personas are all kinds of buyers, in the order in which conversations take turns with them.
func Personas() []Persona {
	return append(people(), troubled()...)
}

// people are those who want their case settled and have their own way of talking.
func people() []Persona {
	return []Persona{
		{Name: "plain", About: "quick, plain answers", Open: func(b *buyer) []deed { b.slow, b.slips = 0, 0; return b.tell(b.problem(b.goal.issue)) }},
		{Name: "photo_first", About: "sends a photo before a word", Open: func(b *buyer) []deed {
			return []deed{b.send("photo", "", 1), b.write(b.problem(b.goal.issue))}
		}},
		{Name: "one_word", About: "one word to a message", Literal: true, Open: oneWord, Meet: func(b *buyer, q question) ([]deed, bool) {
			return wordByWord(b, b.answer(q)), q.kind == dialogue.ActAsk
		}},
		{Name: "wrong_order", About: "writes a wrong order number twice", Meet: wrongOrder},
		{Name: "wrong_postal", About: "a wrong postal code, then the right one", Meet: func(b *buyer, q question) ([]deed, bool) {
			return one(b.write(b.digits(5))), q.what == "proof" && b.once("wrong code", 1)
		}},
		{Name: "changes_story", About: "says later that it was something else", Meet: changesStory},
		{Name: "wants_person", About: "asks for a person at once, and again", Open: func(b *buyer) []deed { return []deed{b.say("person")} },
			Moods: []mood{{"person", 0.3}}},
		{Name: "languages", About: "changes the language from message to message", Meet: func(b *buyer, q question) ([]deed, bool) {
			b.lang = pick(b.dice, []string{"en", "es", "en", "es", "de", "fr", "it", "pt", "nl"})
			return nil, false
		}},
		{Name: "albums", About: "sends several photos at once, with captions", Open: func(b *buyer) []deed {
			return []deed{b.send("photo", b.problem(b.goal.issue), 3)}
		}, Meet: func(b *buyer, q question) ([]deed, bool) {
			return one(b.send("photo", b.phrase("caption"), 2+b.IntN(4))), strings.HasPrefix(q.what, "evidence:") && b.goal.camera
		}},
		{Name: "two_problems", About: "names two problems in one message", Open: func(b *buyer) []deed {
			text := strings.NewReplacer("{problem}", b.problem(b.goal.issue), "{other}", b.problem(b.another())).Replace(b.phrase("two"))
			return []deed{b.write(text)}
		}},
		{Name: "questions", About: "asks why, where and how long all the time", Moods: []mood{{"question", 0.5}, {"route", 0.05}}},
		{Name: "comes_back", About: "comes back weeks later with another case", Open: comesBack},
	}
}

// troubled are those who make it hard.
func troubled() []Persona {
	return []Persona{
		{Name: "silent", About: "stops answering somewhere", Gone: true, Meet: func(b *buyer, q question) ([]deed, bool) {
			b.left = b.chance(0.3)
			return nil, b.left
		}},
		{Name: "haggles", About: "wants more than is offered, whatever it is", Meet: haggles},
		{Name: "old_buttons", About: "presses buttons of earlier messages", Meet: oldButtons},
		{Name: "takes_back", About: "takes back what was chosen, deletes messages", Meet: takesBack},
		{Name: "edits", About: "edits what was written", Meet: edits},
		{Name: "thief", About: "tries somebody else's order and forged commands", Open: thiefOpens, Meet: thief, Hostile: true, Literal: true},
		{Name: "angry", About: "insults", Moods: []mood{{"insult", 0.4}, {"unhappy", 0.05}}, Open: func(b *buyer) []deed {
			return []deed{b.write(strings.ToUpper(b.problem(b.goal.issue)) + "!!! " + b.phrase("insult"))}
		}},
		{Name: "threatens", About: "threatens with a lawyer and a chargeback", Moods: []mood{{"legal", 0.15}, {"chargeback", 0.15}, {"route", 0.1}}},
		{Name: "cancels", About: "drops it and takes it up again", Gone: true, Moods: []mood{{"never_mind", 0.15}, {"wait", 0.1}}},
	}
}

// another is an issue beside the buyer's own.
func (b *buyer) another() playbook.IssueID {
	for {
		if id := pick(b.dice, playbook.Issues); id != b.goal.issue && id != playbook.Human && id != playbook.Other {
			return id
		}
	}
}

func oneWord(b *buyer) []deed { return wordByWord(b, one(b.write(b.problem(b.goal.issue)))) }

// wordByWord cuts texts into messages of a word each.
func wordByWord(b *buyer, deeds []deed) []deed {
	var list []deed
	for _, d := range deeds {
		m, ok := d.body.(dialogue.Message)
		if !ok {
			list = append(list, d)
			continue
		}
		for _, word := range strings.Fields(m.Text) {
			list = append(list, deed{after: b.between(time.Second, 4*time.Second), body: dialogue.Message{Text: word}})
		}
	}
	return list
}

func wrongOrder(b *buyer, q question) ([]deed, bool) {
	switch {
	case q.what == "order" && b.once("wrong number", 1):
		return one(b.write(number(b.dice, b.goal.mine.order.Marketplace))), true
	case q.what == "proof" && b.once("right code", 1):
		return nil, false
	case q.what == "proof" && b.once("number again", 2):
		if b.done["number again"] == 1 {
			return one(b.write(number(b.dice, b.goal.mine.order.Marketplace))), true
		}
		return one(b.say("order")), true
	}
	return nil, false
}

func changesStory(b *buyer, q question) ([]deed, bool) {
	if q.kind != dialogue.ActAsk || !b.chance(0.4) || !b.once("other story", 2) {
		return nil, false
	}
	b.goal.issue = b.another()
	return one(b.write(strings.ReplaceAll(b.phrase("correct"), "{problem}", b.problem(b.goal.issue)))), true
}

func comesBack(b *buyer) []deed {
	first := b.tell(b.problem(b.goal.issue))
	later := []deed{b.say("back"), b.write(b.problem(b.another()))}
	later[0].later, later[1].later = true, true
	later[0].after = b.between(18*24*time.Hour, 30*24*time.Hour)
	return append(first, later...)
}

func haggles(b *buyer, q question) ([]deed, bool) {
	switch {
	case (q.remedies() || q.what == "outcome") && b.chance(0.75) && b.once("more", 6):
		return one(b.say("more")), true
	case q.kind == dialogue.ActConfirm && b.chance(0.4) && b.once("not yet", 2):
		return one(b.yesNo(q, "no")), true
	}
	return nil, false
}

func oldButtons(b *buyer, q question) ([]deed, bool) {
	if len(b.stale) < 2 || !b.chance(0.35) || !b.once("old button", 12) {
		return nil, false
	}
	old := pick(b.dice, b.stale[:len(b.stale)-1])
	list := choices(old)
	if len(list) == 0 {
		return nil, false
	}
	return one(b.press(old, pick(b.dice, list).ID)), true
}

func takesBack(b *buyer, q question) ([]deed, bool) {
	switch {
	case q.kind == dialogue.ActConfirm && b.chance(0.3) && b.once("no after all", 2):
		return one(b.yesNo(q, "no")), true
	case !q.asks() && !q.human && b.chance(0.5) && b.once("undo", 3):
		if b.goal.issue == playbook.CancelOrder {
			b.wanted["never_mind"] = true // the order shall stand after all
		}
		return one(b.say("undo")), true
	case q.asks() && b.chance(0.1) && b.once("delete", 2):
		return append([]deed{{after: 5 * time.Second, body: dialogue.Delete{}}}, b.answer(q)...), true
	}
	return nil, false
}

func edits(b *buyer, q question) ([]deed, bool) {
	if !q.asks() || !b.chance(0.4) || !b.once("edit", 6) {
		return nil, false
	}
	deeds := b.answer(q)
	last := deeds[len(deeds)-1]
	m, ok := last.body.(dialogue.Message)
	if !ok {
		return deeds, true
	}
	deeds[len(deeds)-1].body = dialogue.Message{Text: typos(b.dice, m.Text, 0.08)}
	return append(deeds, deed{after: b.between(3*time.Second, 40*time.Second), body: dialogue.Edit{Text: m.Text}}), true
}
