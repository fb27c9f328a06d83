package simulate

import (
	"slices"
	"strconv"
	"strings"

	"amends/dialogue"
	"amends/dialogue/playbook"
)

// answer is what a person with this goal answers: with the button or in words, and the truth as far as it is known.
func (b *buyer) answer(q question) []deed {
	switch {
	case q.remedies():
		return one(b.choose(q))
	case q.kind == dialogue.ActConfirm:
		return one(b.yesNo(q, "yes"))
	case q.kind == dialogue.ActFeedback:
		return one(b.rate(q))
	case q.kind == dialogue.ActRepair:
		return one(b.sort(q))
	case q.kind == dialogue.ActAsk:
		return b.give(q)
	case q.agent && b.once("to the agent", 3):
		return one(b.say("answer"))
	case q.ended && b.chance(0.15), q.human && b.chance(0.05):
		return one(b.say("thanks"))
	}
	return nil
}

func one(d deed) []deed { return []deed{d} }

// give gives what was asked for.
func (b *buyer) give(q question) []deed {
	if fact, ok := strings.CutPrefix(q.what, "fact:"); ok {
		return one(b.fact(q, playbook.FactID(fact)))
	}
	if evidence, ok := strings.CutPrefix(q.what, "evidence:"); ok {
		return one(b.evidence(q, playbook.EvidenceID(evidence)))
	}
	own := "order:" + b.goal.mine.order.ID
	switch {
	case q.what == "issue" && q.has(string(b.goal.issue)) && b.chance(b.taps):
		return one(b.press(q, string(b.goal.issue)))
	case q.what == "issue":
		return one(b.write(b.problem(b.goal.issue)))
	case q.what == "order" && q.has(own) && b.chance(b.taps):
		return one(b.press(q, own))
	case q.what == "order", q.what == "proof":
		return one(b.say(q.what))
	case q.what == "item":
		return one(b.whichItem(q))
	case q.what == "outcome" && (!q.has("route") || b.chance(0.7)):
		return one(b.say("wish"))
	case len(choices(q)) > 0:
		return one(b.press(q, pick(b.dice, choices(q)).ID))
	}
	return one(b.say("ok"))
}

func (b *buyer) whichItem(q question) deed {
	if option := "item:" + strconv.Itoa(b.goal.item); q.has(option) && b.chance(max(b.taps, 0.5)) {
		return b.press(q, option)
	}
	return b.write(b.goal.itemWord())
}

func (b *buyer) yesNo(q question, answer string) deed {
	if q.has(answer) && b.chance(b.taps) {
		return b.press(q, answer)
	}
	return b.say(answer)
}

// fact answers a question about what happened.
func (b *buyer) fact(q question, id playbook.FactID) deed {
	truth := b.goal.truths[id]
	switch {
	case truth == "unknown" && q.has("skip") && b.chance(b.taps):
		return b.press(q, "skip")
	case truth == "unknown":
		return b.say("dunno")
	case b.book.Facts[id].Kind == playbook.FactYesNo:
		return b.yesNo(q, truth)
	case len(b.words.list(b.lang, string(id))) > 0:
		return b.say(string(id))
	}
	return b.say("answer")
}

// evidence gives a photo, a video or words, or says that there is none.
func (b *buyer) evidence(q question, id playbook.EvidenceID) deed {
	kind := b.book.Evidence[id].Kind
	files := kind == "photo" || kind == "video" || kind == "file"
	if files && !b.goal.camera || b.chance(0.08) {
		if q.has("skip") && b.chance(b.taps) {
			return b.press(q, "skip")
		}
		return b.say("cannot")
	}
	if !files || id == playbook.Serial && b.chance(0.5) {
		return b.say(string(id))
	}
	return b.send(kind, b.caption(id), 1)
}

// caption is what stands under a photo, more often nothing.
func (b *buyer) caption(id playbook.EvidenceID) string {
	key := "caption." + string(id)
	switch {
	case b.chance(0.5):
		return ""
	case b.words.has(b.lang, key) && b.chance(0.6):
		return b.phrase(key)
	}
	return b.phrase("caption")
}

// choose takes a remedy of the kind that the buyer wants, or another one, or none.
func (b *buyer) choose(q question) deed {
	remedies, at := b.offered(q)
	switch {
	case (len(remedies) == 0 || b.chance(0.06)) && q.has("none") && b.chance(b.taps):
		return b.press(q, "none")
	case len(remedies) == 0 || b.chance(0.04):
		return b.say("refuse")
	case b.chance(b.taps):
		return b.press(q, string(remedies[at]))
	case len(remedies) == 1:
		return b.say(pick(b.dice, []string{"yes", "ok", "pick.help"}))
	case b.chance(0.5):
		return b.write(strings.ReplaceAll(b.phrase("pick.number"), "{n}", strconv.Itoa(at+1)))
	}
	return b.say("pick." + string(b.book.Remedies[remedies[at]].Kind))
}

// offered are the remedies under a question, and the place of one that the buyer wants.
func (b *buyer) offered(q question) (remedies []playbook.RemedyID, at int) {
	for _, o := range q.options {
		id := playbook.RemedyID(o.ID)
		r, known := b.book.Remedies[id]
		if !known {
			continue
		}
		if r.Kind == b.goal.wants {
			at = len(remedies)
		}
		remedies = append(remedies, id)
	}
	return remedies, at
}

// rate answers how it went.
func (b *buyer) rate(q question) deed {
	option := pick(b.dice, []string{"happy", "happy", "happy", "unhappy", "not_yet"})
	switch {
	case q.has(option) && b.chance(b.taps):
		return b.press(q, option)
	case option == "happy":
		return b.say("happy")
	}
	return b.say("unhappy")
}

// sort answers "which of these is it": the truth where it is among them.
func (b *buyer) sort(q question) deed {
	list := choices(q)
	truth := slices.IndexFunc(list, func(o dialogue.Option) bool { return o.ID == string(b.goal.issue) })
	switch {
	case truth >= 0 && b.chance(max(b.taps, 0.5)):
		return b.press(q, list[truth].ID)
	case truth >= 0:
		return b.write(b.problem(b.goal.issue))
	}
	return b.press(q, pick(b.dice, list).ID)
}
