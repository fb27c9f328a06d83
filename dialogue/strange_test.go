package dialogue_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"amends/dialogue"
	"amends/dialogue/playbook"
	"amends/prompts"
)

// engines are the engine of the default playbook, and those of sellers who dropped from theirs what stored cases still name.
func engines(t *testing.T) []*dialogue.Engine {
	t.Helper()
	whole := newEngine(t)
	texts, err := prompts.Load()
	if err != nil {
		t.Fatal(err)
	}
	list := []*dialogue.Engine{whole}
	for _, drop := range []func(*playbook.Book){
		func(b *playbook.Book) { b.Packs = nil },
		func(b *playbook.Book) {
			b.Issues = maps.Clone(b.Issues)
			delete(b.Issues, playbook.WrongItem)
			delete(b.Issues, playbook.Damaged)
			delete(b.Issues, playbook.NotReceived)
		},
		func(b *playbook.Book) { b.Remedies = map[playbook.RemedyID]playbook.Remedy{} },
		func(b *playbook.Book) { b.Evidence, b.Facts = nil, nil },
	} {
		book := *whole.Book()
		drop(&book)
		engine, err := dialogue.New(&book, texts)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, engine)
	}
	return list
}

// TestStrangeStates goes on from states that no turn leaves behind: fields lost, emptied or exchanged, indexes out of range, cases
// that name what the playbook no longer knows. Step must not panic, and a buyer must still be answered.
func TestStrangeStates(t *testing.T) {
	all := engines(t)
	events := anyEvent(all[0].Book())
	rapid.Check(t, func(t *rapid.T) {
		c, now := dialogue.Conversation{}, monday
		step := func(engine *dialogue.Engine, id string) {
			ev := events.Draw(t, "event")
			now = now.Add(rapid.SampledFrom([]time.Duration{0, time.Hour, 30 * time.Hour, 400 * time.Hour}).Draw(t, "later"))
			ev.ID, ev.Conversation, ev.At, ev.Buyer = id, "test:1", now, dialogue.Address{Channel: "test", Chat: "1"}
			next, actions := engine.Step(c, ev)
			c = next
			if fromBuyer(ev) && !c.Blocked && !answers(actions) {
				t.Fatalf("silence after %#v in a damaged state", ev.Body)
			}
		}
		for i := range rapid.IntRange(0, 25).Draw(t, "before") {
			step(all[0], fmt.Sprintf("e%d", i))
		}
		c = damaged(t, c)
		engine := rapid.SampledFrom(all).Draw(t, "engine")
		for i := range rapid.IntRange(1, 8).Draw(t, "after") {
			step(engine, fmt.Sprintf("f%d", i))
		}
	})
}

func fromBuyer(ev dialogue.Event) bool {
	switch ev.Body.(type) {
	case dialogue.Message, dialogue.Press, dialogue.Upload:
		return true
	}
	return false
}

// answers reports whether anything of a turn reaches a person who can act on it.
func answers(actions []dialogue.Action) bool {
	return slices.ContainsFunc(actions, func(a dialogue.Action) bool {
		switch a.(type) {
		case dialogue.Say, dialogue.Relay, dialogue.Alert:
			return true
		}
		return false
	})
}

// damaged changes a few places of a conversation's JSON. A change that makes it unreadable is left out.
func damaged(t *rapid.T, c dialogue.Conversation) dialogue.Conversation {
	for range rapid.IntRange(1, 4).Draw(t, "damages") {
		data, err := dialogue.MarshalConversation(c)
		if err != nil {
			t.Fatalf("encode the conversation: %v", err)
		}
		var tree map[string]any
		if err := json.Unmarshal(data, &tree); err != nil {
			t.Fatal(err)
		}
		places := placesOf(tree)
		rapid.SampledFrom(places).Draw(t, "place").damage(t)
		if data, err = json.Marshal(tree); err != nil {
			t.Fatal(err)
		}
		if changed, err := dialogue.UnmarshalConversation(data); err == nil {
			c = changed
		}
	}
	if rapid.IntRange(0, 5).Draw(t, "lost") == 0 {
		c.Current = rapid.IntRange(-3, 40).Draw(t, "current") // the codec refuses it, other stores may not
	}
	return c
}

// place is a field of a JSON object, or an element of a list.
type place struct {
	name string
	is   any
	set  func(any)
	drop func()
}

func (p place) String() string { return fmt.Sprintf("%s = %v", p.name, p.is) }

// placesOf lists every place of a JSON tree but its format, in a stable order.
func placesOf(tree any) []place {
	var list []place
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(v)) {
				if name := path + "." + key; name != ".v" {
					list = append(list, place{name, v[key], func(x any) { v[key] = x }, func() { delete(v, key) }})
					walk(name, v[key])
				}
			}
		case []any:
			for i := range v {
				name := fmt.Sprintf("%s[%d]", path, i)
				list = append(list, place{name, v[i], func(x any) { v[i] = x }, func() { v[i] = map[string]any{} }})
				walk(name, v[i])
			}
		}
	}
	walk("", tree)
	return list
}

// damage drops the place or puts something in it that reads as the same kind of value.
func (p place) damage(t *rapid.T) {
	if rapid.IntRange(0, 2).Draw(t, "drop") == 0 {
		p.drop()
		return
	}
	switch v := p.is.(type) {
	case string:
		p.set(rapid.SampledFrom([]string{"", "gone", "open", "asked", "human", "settled", "fulfilled", "closed", "offer", "confirm", "repair",
			"feedback", "issue", "contradiction", "which_case", "outcome", "fact:", "evidence:", "wrong_item", "damaged", "refund_return",
			"0,7,x", "xx", "-3", "0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z"}).Draw(t, "text"))
	case float64:
		p.set(rapid.SampledFrom([]float64{-1, 0, 1, 77, 1 << 40}).Draw(t, "number"))
	case bool:
		p.set(!v)
	case []any:
		p.set([]any{})
	default:
		p.set(map[string]any{})
	}
}

// TestStatesWithoutWhatTheyNeed goes on from one state of each kind that lacks what it stands on, with whatever may come next.
func TestStatesWithoutWhatTheyNeed(t *testing.T) {
	all := engines(t)
	issue := []dialogue.Fact{{Slot: "issue", Value: "wrong_item"}}
	gone := []dialogue.Fact{{Slot: "issue", Value: "stolen_by_gnomes"}}
	option := playbook.Option{Remedy: playbook.RefundReturn, Kind: playbook.MoneyBack}
	offer := &dialogue.Offer{Expires: monday.Add(time.Hour), Options: []playbook.Option{option}}
	lost := &dialogue.Offer{Expires: monday.Add(time.Hour), Options: []playbook.Option{{Remedy: "free_money"}}}
	ask := func(kind dialogue.ActKind, what string) *dialogue.Asked {
		return &dialogue.Asked{ID: "q1", Kind: kind, What: what}
	}
	for name, state := range map[string]struct {
		asked *dialogue.Asked
		k     dialogue.Case
	}{
		"no status":                   {nil, dialogue.Case{}},
		"a status of another program": {nil, dialogue.Case{Status: "dreaming", Facts: issue}},
		"an offer's question alone":   {ask(dialogue.ActOffer, "remedy"), dialogue.Case{Status: "open", Facts: issue, Order: backpack()}},
		"an offer without an order":   {ask(dialogue.ActOffer, "remedy"), dialogue.Case{Status: "open", Facts: issue, Offer: offer}},
		"an empty offer":              {ask(dialogue.ActOffer, "remedy"), dialogue.Case{Status: "open", Facts: issue, Order: backpack(), Offer: &dialogue.Offer{}}},
		"a confirmation alone":        {ask(dialogue.ActConfirm, "replace"), dialogue.Case{Status: "open", Facts: issue, Order: backpack()}},
		"a pick without an order":     {ask(dialogue.ActConfirm, "refund_return"), dialogue.Case{Status: "open", Facts: issue, Offer: offer, Picked: playbook.RefundReturn}},
		"an approval without offer":   {nil, dialogue.Case{Status: "asked", Facts: issue, Order: backpack(), Approval: &dialogue.Approval{Remedy: playbook.Replace}}},
		"asked without an approval":   {nil, dialogue.Case{Status: "asked", Facts: issue, Order: backpack(), Offer: offer}},
		"settled without settlement":  {nil, dialogue.Case{Status: "settled", Facts: issue, Order: backpack(), Offer: offer}},
		"a settlement without offer":  {nil, dialogue.Case{Status: "settled", Facts: issue, Settled: &dialogue.Settlement{Remedy: playbook.Replace}}},
		"feedback without settlement": {ask(dialogue.ActFeedback, "outcome"), dialogue.Case{Status: "fulfilled", Facts: issue}},
		"which issue, of none":        {ask(dialogue.ActRepair, "issue"), dialogue.Case{Status: "open"}},
		"items out of range":          {nil, dialogue.Case{Status: "open", Order: backpack(), Facts: append(slices.Clone(issue), dialogue.Fact{Slot: dialogue.SlotItem, Value: "7,-1,x"})}},
		"an order without items":      {nil, dialogue.Case{Status: "open", Order: &dialogue.Order{ID: "1"}, Facts: issue}},
		"an unknown issue":            {nil, dialogue.Case{Status: "open", Order: backpack(), Facts: gone}},
		"an unknown remedy":           {ask(dialogue.ActOffer, "remedy"), dialogue.Case{Status: "open", Order: backpack(), Facts: issue, Offer: lost}},
		"a settled unknown remedy":    {nil, dialogue.Case{Status: "settled", Order: backpack(), Facts: issue, Settled: &dialogue.Settlement{Remedy: "free_money"}}},
		"a fact and proof of nothing": {ask(dialogue.ActAsk, "fact:"), dialogue.Case{Status: "open", Facts: issue}},
	} {
		for _, engine := range all {
			for _, body := range []dialogue.Body{dialogue.Message{Text: "well"}, dialogue.Press{Question: "q1", Option: "yes"}, dialogue.Press{Question: "q1", Option: "none"},
				dialogue.Press{Question: "q1", Option: "refund_return"}, dialogue.Press{Question: "q1", Option: "item:9"}, dialogue.Upload{}, dialogue.Wakeup{},
				dialogue.Decision{Agent: "ana", Option: "approve"}, dialogue.Decision{Agent: "ana", Option: "decline"}, dialogue.Decision{Agent: "ana", Option: "done"},
				dialogue.Decision{Agent: "ana", Option: "offer:replace"}, dialogue.Decision{Agent: "ana", Option: "handback:offer"}} {
				for _, lang := range []string{"", "en", "tlh"} {
					state.k.No = "A-1"
					c := dialogue.Conversation{ID: "test:1", Lang: lang, Asked: state.asked, Cases: []dialogue.Case{state.k}}
					next, actions := engine.Step(c, dialogue.Event{ID: "e", Conversation: "test:1", At: monday, Body: body})
					if fromBuyer(dialogue.Event{Body: body}) && !answers(actions) {
						t.Errorf("%s: silence after %#v", name, body)
					}
					if k := next.Cases[next.Current]; k.Status == dialogue.StatusOpen && next.Asked == nil && next.Human == nil {
						t.Errorf("%s: nobody has the next move after %#v", name, body)
					}
					engine.Step(next, dialogue.Event{ID: "f", At: monday.AddDate(0, 1, 0), Body: dialogue.Wakeup{}})
				}
			}
		}
	}
}
