package dialogue_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"amends/dialogue"
	"amends/dialogue/playbook"
	"amends/prompts"
)

func newEngine(t testing.TB) *dialogue.Engine {
	t.Helper()
	book, err := playbook.Default()
	if err != nil {
		t.Fatalf("the default playbook: %v", err)
	}
	texts, err := prompts.Load()
	if err != nil {
		t.Fatalf("the texts: %v", err)
	}
	engine, err := dialogue.New(book, texts)
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

var monday = time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)

func backpack() *dialogue.Order {
	return &dialogue.Order{ID: "112-4567890-1234567", Marketplace: "amazon", Country: "US", Currency: "USD", Status: dialogue.IsDelivered,
		Fulfilment: "seller", Placed: monday.AddDate(0, 0, -10), Delivered: monday.AddDate(0, 0, -4), Shipping: 499,
		Estimated: dialogue.Window{From: monday.AddDate(0, 0, -6), To: monday.AddDate(0, 0, -3)},
		Items:     []dialogue.Item{{SKU: "BP-20-GR", Title: "Trail backpack", Variant: "green, 20 l", Quantity: 1, Price: 5000, Stock: 12}}}
}

// anyEvent draws whatever can come in: sense, nonsense and malice.
func anyEvent(book *playbook.Book) *rapid.Generator[dialogue.Event] {
	issues := append(slices.Clone(playbook.Issues), "nonsense")
	remedies := append(slices.Clone(playbook.Remedies), "free_money")
	moves := []dialogue.MoveKind{dialogue.Affirm, dialogue.Deny, dialogue.AskHuman, dialogue.Cancel, dialogue.Correct, dialogue.Skip,
		dialogue.Again, dialogue.Undo, dialogue.Question, dialogue.Thank, dialogue.Pleased, dialogue.Unhappy, dialogue.Restart, dialogue.Wait}
	options := []string{"yes", "no", "none", "skip", "person", "happy", "unhappy", "not_yet", "both", "this_case", "new_case", "route", "item:0",
		"item:9", "order:112-4567890-1234567", "5", "1", "-1", ""}
	decisions := []string{"take", "approve", "decline", "handback", "handback:issue", "handback:order", "handback:evidence", "handback:offer",
		"handback:close", "resolve", "reopen", "done", "replied", "ask:photo_item", "ask:nothing", "live:on", "live:off", "live:x", "assign:ben", "assign:", "offer:free_money", "explode"}
	for _, r := range remedies {
		options = append(options, string(r))
		decisions = append(decisions, "offer:"+string(r))
	}
	for _, i := range issues {
		options = append(options, string(i))
	}
	return rapid.Custom(func(t *rapid.T) dialogue.Event {
		var ev dialogue.Event
		in := dialogue.Interpretation{}
		if rapid.Bool().Draw(t, "issue") {
			in.Issues = []dialogue.IssueGuess{{Issue: rapid.SampledFrom(issues).Draw(t, "issue"), Sure: rapid.Float64Range(0, 1).Draw(t, "sure"), Words: "w"}}
		}
		for range rapid.IntRange(0, 2).Draw(t, "moves") {
			in.Moves = append(in.Moves, dialogue.Move{Kind: rapid.SampledFrom(moves).Draw(t, "move"), Topic: rapid.SampledFrom([]dialogue.Topic{
				dialogue.StatusOf, dialogue.RouteTo, dialogue.Rights, dialogue.Privacy, dialogue.OrderInfo}).Draw(t, "topic"), Sure: 0.9})
		}
		if rapid.IntRange(0, 3).Draw(t, "order") == 0 {
			in.Slots = append(in.Slots, dialogue.SlotValue{Slot: dialogue.SlotOrder, Value: "112-4567890-1234567", Words: "112-4567890-1234567", Sure: 1})
		}
		if rapid.IntRange(0, 30).Draw(t, "alarm") == 0 {
			in.Alarms = []dialogue.Alarm{{Class: rapid.SampledFrom([]string{"fire", "legal", "chargeback", "selfharm", "counterfeit"}).Draw(t, "class"), Words: "x", Grave: rapid.Bool().Draw(t, "grave")}}
		}
		ev.Read.Interpretation = in
		switch rapid.IntRange(0, 3).Draw(t, "proof") {
		case 0:
			ev.Read.Proof, ev.Read.Order = dialogue.ProofMatch, backpack()
		case 1:
			ev.Read.Proof = dialogue.ProofNoMatch
		}
		switch rapid.IntRange(0, 11).Draw(t, "body") {
		case 0, 1, 2, 3:
			ev.Body = dialogue.Message{Text: "some words of the buyer"}
		case 4, 5, 6:
			ev.Body = dialogue.Press{Question: fmt.Sprintf("q%d", rapid.IntRange(0, 30).Draw(t, "q")), Option: rapid.SampledFrom(options).Draw(t, "option")}
		case 7:
			ev.Body = dialogue.Upload{Files: []dialogue.File{{Ref: "f", Kind: "photo"}}}
			ev.Read.Evidence = []dialogue.Evidence{{ID: rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "file"), Kind: "photo"}}
		case 8:
			ev.Body = dialogue.Decision{Agent: rapid.SampledFrom([]string{"ana", "ben"}).Draw(t, "agent"), Option: rapid.SampledFrom(decisions).Draw(t, "decision"),
				Note: rapid.SampledFrom([]string{"", "30", "12.50", "9999", "-5", "x"}).Draw(t, "note")}
		case 9:
			ev.Body = dialogue.Reply{Agent: "ana", Text: "hello"}
		case 10:
			ev.Body = dialogue.Wakeup{}
		case 11:
			ev.Body = rapid.SampledFrom([]dialogue.Body{dialogue.Edit{Text: "e"}, dialogue.Delete{}, dialogue.Start{}, dialogue.Note{Text: "secret"},
				dialogue.Post{Agent: "ana", Text: "in the thread"}, dialogue.Amend{Message: "e3", Text: "x"}, dialogue.Recall{Message: "e3"}, dialogue.Lost{Case: "A-1"},
				dialogue.Delivered{To: "buyer", Event: "e3"}, dialogue.Delivered{Failed: "blocked", To: "buyer"}, dialogue.Failure{What: "panic"}}).Draw(t, "rare")
		}
		return ev
	})
}

// TestAnything lets anything happen in any order: Step never changes its input, always gives the same, and never grants what the
// playbook does not know.
func TestAnything(t *testing.T) {
	engine := newEngine(t)
	events := anyEvent(engine.Book())
	rapid.Check(t, func(t *rapid.T) {
		c := dialogue.Conversation{}
		now := monday
		settled := map[string]int{}
		for i := range rapid.IntRange(1, 40).Draw(t, "length") {
			ev := events.Draw(t, "event")
			now = now.Add(rapid.SampledFrom([]time.Duration{0, time.Second, time.Hour, 30 * time.Hour, 100 * time.Hour, -time.Hour}).Draw(t, "later"))
			ev.ID, ev.Conversation, ev.At, ev.Buyer = fmt.Sprintf("e%d", i), "test:1", now, dialogue.Address{Channel: "test", Chat: "1"}
			before := deepCopy(t, c)
			next, actions := engine.Step(c, ev)
			if d := cmp.Diff(before, c, cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("Step changed its input on %T:\n%s", ev.Body, d)
			}
			again, repeated := engine.Step(c, ev)
			if d := cmp.Diff(next, again, cmpopts.EquateEmpty()) + cmp.Diff(actions, repeated, cmpopts.EquateEmpty()); d != "" {
				t.Fatalf("the same step gave something else:\n%s", d)
			}
			checkTurn(t, engine, next, ev, actions, settled)
			c = next
		}
	})
}

func deepCopy(t *rapid.T, c dialogue.Conversation) dialogue.Conversation {
	data, err := dialogue.MarshalConversation(c)
	if err != nil {
		t.Fatalf("encode the conversation: %v", err)
	}
	copied, err := dialogue.UnmarshalConversation(data)
	if err != nil {
		t.Fatalf("decode the conversation: %v", err)
	}
	return copied
}

// checkTurn holds what must be true after any turn.
func checkTurn(t *rapid.T, engine *dialogue.Engine, c dialogue.Conversation, ev dialogue.Event, actions []dialogue.Action, settled map[string]int) {
	said := 0
	for _, a := range actions {
		switch a := a.(type) {
		case dialogue.Say:
			said++
			if strings.TrimSpace(a.Text) == "" || strings.Contains(a.Text, "secret") || len([]rune(a.Text)) > 1500 {
				t.Fatalf("the buyer was told %q", a.Text)
			}
			if ids := optionIDs(a.Options); len(ids) != len(slices.Compact(slices.Sorted(slices.Values(ids)))) {
				t.Fatalf("the buyer was shown the same button twice: %v", ids)
			}
		case dialogue.Relay:
			if a.To == "desk" {
				said++
			}
		case dialogue.Settle:
			s := a.Settlement
			settled[s.Case]++
			if a.Withdrawn {
				settled[s.Case] -= 2
			}
			if settled[s.Case] > 1 {
				t.Fatalf("case %s was settled twice", s.Case)
			}
			if _, ok := engine.Book().Remedies[s.Remedy]; !ok || s.Refund.Minor < 0 || s.Refund.Minor > 5499 {
				t.Fatalf("settled %+v", s)
			}
		}
	}
	switch ev.Body.(type) {
	case dialogue.Message, dialogue.Press, dialogue.Upload:
		if said == 0 && !hasAlert(actions) {
			t.Fatalf("silence after %#v (asked %+v, human %+v)", ev.Body, c.Asked, c.Human)
		}
	}
	for i := range c.Cases {
		k := &c.Cases[i]
		if k.Status == dialogue.StatusSettled && k.Settled == nil || k.Status == dialogue.StatusAsked && k.Approval == nil {
			t.Fatalf("case %s is %s without what makes it so", k.No, k.Status)
		}
	}
	stuck(t, c)
}

func hasAlert(actions []dialogue.Action) bool {
	return slices.ContainsFunc(actions, func(a dialogue.Action) bool { _, ok := a.(dialogue.Alert); return ok })
}

func optionIDs(options []dialogue.Option) []string {
	var ids []string
	for _, o := range options {
		ids = append(ids, o.ID)
	}
	return ids
}

// stuck fails when nobody has the next move: an open case that asks nothing, waits for nobody and never wakes.
func stuck(t *rapid.T, c dialogue.Conversation) {
	if c.Current < 0 || c.Current >= len(c.Cases) || c.Human != nil || c.Blocked {
		return
	}
	k := c.Cases[c.Current]
	if k.Status == dialogue.StatusOpen && c.Asked == nil {
		t.Fatalf("dead end: case %s is open and nothing is asked", k.No)
	}
}

// TestEngineNamesMissingTexts: a playbook with a remedy that nobody has words for must not start.
func TestEngineNamesMissingTexts(t *testing.T) {
	book, err := playbook.Default()
	if err != nil {
		t.Fatal(err)
	}
	texts, err := prompts.Load()
	if err != nil {
		t.Fatal(err)
	}
	odd := *book
	odd.Evidence = map[playbook.EvidenceID]playbook.Evidence{"blood_sample": {}}
	if _, err := dialogue.New(&odd, texts); err == nil || !strings.Contains(err.Error(), "ask.evidence.blood_sample") {
		t.Fatalf("New with a kind of evidence without words: want an error that names ask.evidence.blood_sample, got %v", err)
	}
}

// BenchmarkStep takes the turns of the seed story one by one: the complaint, the number, the second fact, two photos, the choice, the
// yes. The photo that completes the evidence is the dearest turn of all: it computes the offer and draws it twice, for the buyer and the
// desk.
func BenchmarkStep(b *testing.B) {
	engine := newEngine(b)
	c := dialogue.Conversation{}
	for i, turn := range seedStory() {
		turn.event.ID, turn.event.Conversation, turn.event.At = fmt.Sprint("e", i), "bench:1", monday
		turn.event.Buyer = dialogue.Address{Channel: "bench", Chat: "1"}
		if press, ok := turn.event.Body.(dialogue.Press); ok {
			press.Question = c.Asked.ID
			turn.event.Body = press
		}
		next, actions := engine.Step(c, turn.event)
		if !slices.ContainsFunc(actions, func(a dialogue.Action) bool {
			s, ok := a.(dialogue.Say)
			return ok && s.Acts[len(s.Acts)-1].Kind == turn.want
		}) {
			b.Fatalf("%s: want an answer that is to %s, got %+v", turn.name, turn.want, actions)
		}
		b.Run(turn.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				engine.Step(c, turn.event)
			}
		})
		c = next
	}
}

type storyTurn struct {
	name  string
	event dialogue.Event
	want  dialogue.ActKind
}

func seedStory() []storyTurn {
	say := func(text string, in dialogue.Interpretation) dialogue.Event {
		return dialogue.Event{Body: dialogue.Message{Text: text}, Read: dialogue.Reading{Interpretation: in}}
	}
	photo := func(id string) dialogue.Event {
		return dialogue.Event{Body: dialogue.Upload{Files: []dialogue.File{{Ref: id, Kind: "photo"}}},
			Read: dialogue.Reading{Evidence: []dialogue.Evidence{{ID: id, Kind: "photo", MIME: "image/jpeg", Size: 1000}}}}
	}
	press := func(option string) dialogue.Event { return dialogue.Event{Body: dialogue.Press{Option: option}} }
	const number = "112-4567890-1234567"
	proof := say("98101", dialogue.Interpretation{Slots: []dialogue.SlotValue{{Slot: dialogue.SlotProof, Value: "98101", Words: "98101", Sure: 1}}})
	proof.Read.Proof, proof.Read.Order, proof.Read.Standing = dialogue.ProofMatch, backpack(), &dialogue.Standing{}
	return []storyTurn{
		{"complaint", say("you sent the wrong style", dialogue.Interpretation{
			Issues: []dialogue.IssueGuess{{Issue: playbook.WrongItem, Sure: 0.95, Words: "you sent the wrong style"}}}), dialogue.ActAsk},
		{"number", say(number, dialogue.Interpretation{Slots: []dialogue.SlotValue{{Slot: dialogue.SlotOrder, Value: number, Words: number, Sure: 1}}}), dialogue.ActAsk},
		{"proof", proof, dialogue.ActAsk},
		{"photo", photo("item"), dialogue.ActAsk},
		{"offer", photo("label"), dialogue.ActOffer},
		{"choice", press("partial_keep"), dialogue.ActConfirm},
		{"yes", press("yes"), dialogue.ActInform},
	}
}
