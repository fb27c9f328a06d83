package bot_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"amends/bot"
	"amends/dialogue"
)

func TestUnderstanderTroubleFallsBackInTheSameTurn(t *testing.T) {
	const text = "the buyer's own words"
	still := make(chan struct{})
	defer close(still)
	for name, model := range map[string]understander{
		"error":    func(context.Context) (in dialogue.Interpretation, err error) { return in, errors.New("502") },
		"panic":    func(context.Context) (dialogue.Interpretation, error) { panic(text) },
		"deadline": func(ctx context.Context) (in dialogue.Interpretation, err error) { <-ctx.Done(); return in, ctx.Err() },
		"deaf":     func(context.Context) (in dialogue.Interpretation, err error) { <-still; return in, nil },
		"garbage": func(context.Context) (dialogue.Interpretation, error) {
			return dialogue.Interpretation{Issues: []dialogue.IssueGuess{{Issue: "late", Sure: math.NaN()}}}, nil
		},
		"flood": func(context.Context) (dialogue.Interpretation, error) {
			return dialogue.Interpretation{Slots: make([]dialogue.SlotValue, 10_000)}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(c *bot.Config) { c.Understander, c.Patience = model, time.Millisecond })
			turn := r.send(dialogue.Message{Text: text})
			if got := turn.Event.Read.Interpretation.By; got != "builtin" {
				t.Errorf("read by %q, want builtin", got)
			}
			log := r.logged.String()
			if strings.Count(log, "understander failed") != 1 || strings.Contains(log, text) {
				t.Errorf("want the failure logged once and without the text, got:\n%s", log)
			}
		})
	}
}

func TestModelCannotHideWhatIsCertain(t *testing.T) {
	model := understander(func(context.Context) (dialogue.Interpretation, error) {
		return dialogue.Interpretation{By: "model", Alarms: []dialogue.Alarm{{Class: "legal"}}}, nil
	})
	r := newRig(t, func(c *bot.Config) { c.Understander = model })
	in := r.send(dialogue.Message{Text: "it caught fire see order " + orderA}).Event.Read.Interpretation
	if in.By != "model" || len(in.Alarms) != 2 || in.Alarms[0].Class != "fire" || !in.Alarms[0].Grave {
		t.Errorf("interpretation %+v, want the model's with the fire first", in)
	}
	if len(in.Slots) != 1 || in.Slots[0].Value != orderA {
		t.Errorf("slots %+v, want the order number", in.Slots)
	}
}

// waitsWith is a conversation whose case waits for the proof of an order.
func waitsWith(order string, asked bool) dialogue.Conversation {
	c := dialogue.Conversation{Cases: []dialogue.Case{{No: "A-1", Facts: []dialogue.Fact{{Slot: dialogue.SlotOrder, Value: order}}}}}
	if asked {
		c.Asked = &dialogue.Asked{Kind: dialogue.ActAsk, What: "proof"}
	}
	return c
}

func hasProven(order string) dialogue.Conversation {
	return dialogue.Conversation{Cases: []dialogue.Case{{No: "A-1", Order: &dialogue.Order{ID: order}}}}
}

// become is a step that leaves the conversation in a state.
func become(c dialogue.Conversation) func(dialogue.Conversation, dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
	return func(old dialogue.Conversation, ev dialogue.Event) (dialogue.Conversation, []dialogue.Action) {
		c.ID, c.Buyer = old.ID, ev.Buyer
		return c, nil
	}
}

func TestProof(t *testing.T) {
	none, match, wrong, unknown := dialogue.ProofNone, dialogue.ProofMatch, dialogue.ProofNoMatch, dialogue.ProofUnknown
	nothing := dialogue.Conversation{}
	for _, test := range []struct {
		name    string
		before  dialogue.Conversation
		body    dialogue.Body
		want    dialogue.ProofOutcome
		order   string // proven
		strikes int
	}{
		{"a number alone", nothing, dialogue.Message{Text: "order " + orderA}, none, "", 0},
		{"a number alone that is none", nothing, dialogue.Message{Text: "order " + noOrder}, none, "", 0},
		{"a number twice in other writing", nothing, dialogue.Message{Text: "order " + orderA + " (112 9810100 1234567)"}, none, "", 0},
		{"number and right code", nothing, dialogue.Message{Text: "order " + orderA + " code " + codeA}, match, orderA, 0},
		{"right code by the way", nothing, dialogue.Message{Text: "order " + orderA + " for 98101 Seattle"}, match, orderA, 0},
		{"number and wrong code", nothing, dialogue.Message{Text: "order " + orderA + " code 55555"}, wrong, "", 1},
		{"no such number and a code", nothing, dialogue.Message{Text: "order " + noOrder + " code 55555"}, unknown, "", 1},
		{"wrong code by the way", nothing, dialogue.Message{Text: "order " + orderA + " came 5 days late"}, none, "", 0},
		{"the second of two numbers", nothing, dialogue.Message{Text: "order " + orderA + " or order " + orderB + " code " + codeB}, match, orderB, 1},
		{"neither of two numbers", nothing, dialogue.Message{Text: "order " + orderA + " or order " + noOrder + " code 55555"}, wrong, "", 2},
		{"asked and right", waitsWith(orderA, true), dialogue.Message{Text: codeA}, match, orderA, 0},
		{"asked and wrong", waitsWith(orderA, true), dialogue.Message{Text: "55555"}, wrong, "", 1},
		{"asked and no such order", waitsWith(noOrder, true), dialogue.Message{Text: "55555"}, unknown, "", 1},
		{"asked and the number again", waitsWith(orderA, true), dialogue.Message{Text: orderA}, none, "", 0},
		{"asked and a question", waitsWith(orderA, true), dialogue.Message{Text: "why 2 facts?"}, none, "", 0},
		{"asked and no fact at all", waitsWith(orderA, true), dialogue.Message{Text: "hm well"}, none, "", 0},
		{"asked for something else", waitsWith(orderA, false), dialogue.Message{Text: "I paid 20 dollars"}, none, "", 0},
		{"not asked and right", waitsWith(orderA, false), dialogue.Message{Text: "by the way, " + codeA}, match, orderA, 0},
		{"in a caption", waitsWith(orderA, true), dialogue.Upload{Caption: codeA}, match, orderA, 0},
		{"in an edit", waitsWith(orderA, true), dialogue.Edit{Text: codeA}, match, orderA, 0},
		{"a button with an order", nothing, dialogue.Press{Option: "order:" + orderA}, none, "", 0},
		{"a button with a proven order", hasProven(orderA), dialogue.Press{Option: "order:" + orderA}, none, "", 0},
		{"proven already", hasProven(orderA), dialogue.Message{Text: "order " + orderA + " code 55555"}, none, "", 0},
		{"another one than the proven", hasProven(orderA), dialogue.Message{Text: "order " + orderB + " code " + codeB}, match, orderB, 0},
		{"the buyer has no number", waitsWith("unknown", true), dialogue.Message{Text: codeA}, none, "", 0},
		{"an agent's reply", waitsWith(orderA, true), dialogue.Reply{Text: codeA}, none, "", 0},
		{"more guesses than fit", waitsWith(orderA, true), dialogue.Message{Text: strings.Repeat("11111 ", 10) + codeA}, wrong, "", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t)
			r.step = become(test.before)
			r.send(dialogue.Start{})
			read := r.send(test.body).Event.Read
			if read.Proof != test.want {
				t.Errorf("proof %q, want %q", read.Proof, test.want)
			}
			if proven := read.Order; (proven == nil) != (test.order == "") || proven != nil && proven.ID != test.order {
				t.Errorf("order %+v, want %q", proven, test.order)
			}
			if slots := read.Interpretation.Slots; test.order == orderB && slots[0].Value != orderB {
				t.Errorf("slots %+v, want the proven order first", slots)
			}
			if got := r.strikes(orderA) + r.strikes(noOrder); got != test.strikes {
				t.Errorf("%d strikes, want %d", got, test.strikes)
			}
		})
	}
}

// strikes counts the wrong tries for an order.
func (r *rig) strikes(order string) int {
	r.Helper()
	n, err := r.store.Strike(r.ctx, strings.ReplaceAll(order, "-", ""), "", r.clock.Now())
	if err != nil {
		r.Fatal(err)
	}
	return n
}

func TestProvenForAnotherCase(t *testing.T) {
	r := newRig(t)
	c := hasProven(orderA)
	c.Cases, c.Current = append(c.Cases, dialogue.Case{No: "A-2"}), 1
	r.step = become(c)
	r.send(dialogue.Start{})
	read := r.send(dialogue.Press{Option: "order:" + orderA}).Event.Read
	if read.Proof != dialogue.ProofMatch || read.Order == nil {
		t.Errorf("reading %+v, want the order: the buyer has proven it in this conversation", read)
	}
}

// An order that is not there and a wrong fact must look alike up to the outcome that only the engine sees: the same look-ups, the
// same strikes, the same block.
func TestNoOracle(t *testing.T) {
	for _, order := range []string{orderA, noOrder} {
		r := newRig(t)
		r.step = become(waitsWith(order, true))
		r.send(dialogue.Start{})
		var got []dialogue.ProofOutcome
		for range bot.MaxStrikes + 1 {
			got = append(got, r.send(dialogue.Message{Text: "55555"}).Event.Read.Proof)
		}
		if got[0] == dialogue.ProofBlocked || got[bot.MaxStrikes-1] == dialogue.ProofBlocked || got[bot.MaxStrikes] != dialogue.ProofBlocked {
			t.Errorf("%s: outcomes %q, want a block after %d wrong tries", order, got, bot.MaxStrikes)
		}
		if read := r.send(dialogue.Message{Text: codeA}).Event.Read; read.Proof != dialogue.ProofBlocked || read.Order != nil {
			t.Errorf("%s: the right fact after the block gives %+v, want no difference", order, read)
		}
		if read := r.send(dialogue.Message{Text: "why 2 facts?"}).Event.Read; read.Proof != dialogue.ProofNone {
			t.Errorf("%s: a question after the block gives %q, want nothing", order, read.Proof)
		}
		r.clock.Advance(25 * time.Hour)
		want := map[string]dialogue.ProofOutcome{orderA: dialogue.ProofMatch, noOrder: dialogue.ProofUnknown}[order]
		if read := r.send(dialogue.Message{Text: codeA}).Event.Read; read.Proof != want {
			t.Errorf("%s: a day later %q, want %q", order, read.Proof, want)
		}
	}
}

// Facts that are not offered as a proof must not be tried one after the other, with a question mark behind each.
func TestGuessingByTheWayIsBounded(t *testing.T) {
	for _, right := range []int{bot.MaxStrikes - 1, bot.MaxStrikes} {
		r := newRig(t)
		r.step = become(waitsWith(orderA, true))
		r.send(dialogue.Start{})
		for range right {
			if got := r.send(dialogue.Message{Text: "is it 55555 ?"}).Event.Read.Proof; got != dialogue.ProofNone {
				t.Fatalf("a wrong fact by the way gives %q, want nothing", got)
			}
		}
		got := r.send(dialogue.Message{Text: "is it " + codeA + " ?"}).Event.Read.Proof
		if want := right < bot.MaxStrikes; (got == dialogue.ProofMatch) != want {
			t.Errorf("after %d tries by the way the right one gives %q", right, got)
		}
		if got := r.send(dialogue.Message{Text: codeA}).Event.Read.Proof; got != dialogue.ProofMatch {
			t.Errorf("after %d tries by the way a proof gives %q, want it to count", right, got)
		}
	}
}

func TestATurnTriedAgainStrikesOnce(t *testing.T) {
	flaky := &flakyStore{fail: errors.New("down")}
	r := newRig(t, func(c *bot.Config) { flaky.Store, c.Store = c.Store, flaky })
	claim := r.accept("m1", dialogue.Message{Text: "order " + orderA + " code 55555"})
	for range 3 {
		if err := r.bot.Handle(r.ctx, *claim); err == nil {
			t.Fatal("handle: no error, want the store's")
		}
	}
	if n := r.strikes(orderA); n != 1 {
		t.Errorf("%d strikes, want 1 for one event", n)
	}
}

func TestANumberIsNoProofOfItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sep := rapid.SampledFrom([]string{"-", " ", "", ".", " - "})
		number := strings.Join([]string{"112", sep.Draw(t, "a") + "9810100", sep.Draw(t, "b") + "1234567"}, "")
		text := fmt.Sprintf("order %s%s%s %s", orderA, rapid.SampledFrom([]string{",", " ", "\n"}).Draw(t, "end"),
			rapid.StringMatching(`[a-z ]{0,12}`).Draw(t, "words"), number)
		r := newRig(nopTB{})
		if got := r.send(dialogue.Message{Text: text}).Event.Read.Proof; got != dialogue.ProofNone {
			t.Fatalf("%q proves %q", text, got)
		}
	})
}

// nopTB lets a property make rigs: it has a context and panics when something fails.
type nopTB struct{ testing.TB }

func (nopTB) Helper()                  {}
func (nopTB) Context() context.Context { return context.Background() }
func (nopTB) Fatalf(f string, a ...any) {
	panic(fmt.Sprintf(f, a...))
}

func TestStanding(t *testing.T) {
	settled := dialogue.Settle{Settlement: dialogue.Settlement{ID: "s1", Case: "A-9", Order: orderA}}
	settled.Settlement.Refund.Minor = 1250
	for _, test := range []struct {
		name   string
		before dialogue.Conversation
		body   dialogue.Body
		want   int64
	}{
		{"before the proof", waitsWith(orderA, true), dialogue.Message{Text: "x"}, 0},
		{"with the proof", waitsWith(orderA, true), dialogue.Message{Text: codeA}, 1250},
		{"words in the middle of the case", hasProven(orderA), dialogue.Message{Text: "x"}, 0},
		{"the answer to an offer", asked(hasProven(orderA), dialogue.ActOffer), dialogue.Message{Text: "the first"}, 0},
		{"a press on an offer", asked(hasProven(orderA), dialogue.ActOffer), dialogue.Press{Option: "replace"}, 0},
		{"a yes to a choice", asked(hasProven(orderA), dialogue.ActConfirm), dialogue.Message{Text: "yes"}, 1250},
		{"a press that confirms", asked(hasProven(orderA), dialogue.ActConfirm), dialogue.Press{Option: "yes"}, 1250},
		{"press", hasProven(orderA), dialogue.Press{Option: "yes"}, 1250},
		{"decision", hasProven(orderA), dialogue.Decision{Option: "approve"}, 1250},
		{"decision on a case that is not the current one", dialogue.Conversation{Current: -1, Cases: hasProven(orderA).Cases}, dialogue.Decision{Case: "A-1"}, 1250},
		{"wakeup", hasProven(orderA), dialogue.Wakeup{}, 1250},
		{"note", hasProven(orderA), dialogue.Note{Text: "x"}, 0},
		{"another order", hasProven(orderB), dialogue.Message{Text: "x"}, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t)
			if err := r.store.Record(r.ctx, settled, "2026-01-01"); err != nil {
				t.Fatal(err)
			}
			r.step = become(test.before)
			r.send(dialogue.Start{})
			if got := givenOnOrder(r.send(test.body)); got != test.want {
				t.Errorf("standing %d, want %d", got, test.want)
			}
		})
	}
}

// asked is a conversation in which such a question waits for the buyer's answer.
func asked(c dialogue.Conversation, kind dialogue.ActKind) dialogue.Conversation {
	c.Asked = &dialogue.Asked{ID: "q1", Kind: kind}
	return c
}

// givenOnOrder is what a turn read of the order's standing; a turn that read nothing has none.
func givenOnOrder(turn bot.Turn) int64 {
	if turn.Event.Read.Standing == nil {
		return 0
	}
	return turn.Event.Read.Standing.Order
}

func TestStandingCountsTheSellersDay(t *testing.T) {
	r := newRig(t, func(c *bot.Config) { c.Zone = time.FixedZone("far west", -12*3600) })
	given := dialogue.Settle{Settlement: dialogue.Settlement{ID: "s1", Case: "A-9", Order: orderB}}
	given.Settlement.Refund.Minor = 700
	if err := r.store.Record(r.ctx, given, "2026-03-01"); err != nil {
		t.Fatal(err)
	}
	r.step = become(hasProven(orderA))
	r.send(dialogue.Start{})
	r.clock.Advance(-4 * time.Hour) // 11:00 UTC is still the day before in the far west
	if got := r.send(dialogue.Press{Option: "yes"}).Event.Read.Standing.Today; got != 700 {
		t.Errorf("given today: %d, want 700", got)
	}
}

func TestUpload(t *testing.T) {
	many := make([]dialogue.File, 12)
	for i := range many {
		many[i] = dialogue.File{Ref: fmt.Sprint("f", i), Kind: "photo"}
	}
	for _, test := range []struct {
		name  string
		files []dialogue.File
		want  string
	}{
		{"a photo", []dialogue.File{{Ref: "x", Kind: "photo"}}, "content of x"},
		{"gone", []dialogue.File{{Ref: "gone", Kind: "photo"}, {Ref: "x", Kind: "video"}}, "not_fetched, content of x"},
		{"breaks off", []dialogue.File{{Ref: "breaks", Kind: "photo"}}, "not_fetched"},
		{"endless", []dialogue.File{{Ref: "endless", Kind: "photo"}}, "too_large"},
		{"announced too large", []dialogue.File{{Ref: "x", Kind: "video", Size: 1 << 40}}, "too_large"},
		{"no evidence", []dialogue.File{{Kind: "sticker"}, {Kind: "location"}, {Kind: "contact"}}, "wrong_type, wrong_type, wrong_type"},
		{"too many", many, "content of f0, content of f1, content of f2, content of f3, content of f4, content of f5, content of f6, " +
			"content of f7, content of f8, content of f9, not_fetched, not_fetched"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t)
			var got []string
			for _, e := range r.send(dialogue.Upload{Files: test.files}).Event.Read.Evidence {
				if e.Event != "m1" {
					t.Errorf("evidence %+v is not of event m1", e)
				}
				got = append(got, e.ID+string(e.Problem))
			}
			if strings.Join(got, ", ") != test.want {
				t.Errorf("evidence %q, want %q", got, test.want)
			}
		})
	}
}

func TestAFailingEvidenceStoreIsTriedAgain(t *testing.T) {
	disk := &keeper{fail: errors.New("disk is full")}
	r := newRig(t, func(c *bot.Config) { c.Evidence = disk })
	claim := r.accept("m1", dialogue.Upload{Files: []dialogue.File{{Ref: "x", Kind: "photo"}}})
	if err := r.bot.Handle(r.ctx, *claim); !errors.Is(err, disk.fail) {
		t.Fatalf("handle: %v, want the evidence store's error", err)
	}
	disk.fail = nil
	if err := r.bot.Handle(r.ctx, *claim); err != nil || r.handled() != "m1" {
		t.Errorf("handle again: %v, handled %q, want m1", err, r.handled())
	}
}
