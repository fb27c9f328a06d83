package dialogue

import (
	"testing"
	"time"

	"amends/dialogue/money"
	"amends/dialogue/playbook"
	"amends/prompts"
)

func testEngine(t *testing.T) *Engine {
	t.Helper()
	book, err := playbook.Default()
	if err != nil {
		t.Fatal(err)
	}
	texts, err := prompts.Load()
	if err != nil {
		t.Fatal(err)
	}
	e, err := New(book, texts)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestClocks: which clock is the next to ring in a state, when, and what the buyer or the desk hears of it.
func TestClocks(t *testing.T) {
	e := testEngine(t)
	now := time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)
	book := e.book.Clocks
	order := &Order{ID: "1", Marketplace: playbook.OwnShop, Currency: "USD", Status: IsDelivered, Items: []Item{{Title: "Mug", Quantity: 1, Price: 900}}}
	offer := &Offer{At: now, Expires: now.Add(time.Hour), Options: []playbook.Option{{Remedy: playbook.RefundReturn, Refund: money.Money{Minor: 900, Currency: "USD"}}}}
	deal := func(change func(*Settlement)) *Settlement {
		s := &Settlement{ID: "A-1-1", Case: "A-1", Remedy: playbook.RefundReturn, Agreed: now, Due: now.Add(48 * time.Hour)}
		change(s)
		return s
	}
	check := e.book.Remedies[playbook.RefundReturn].Check
	issue := []Fact{{Slot: slotIssue, Value: "damaged"}}
	for name, tc := range map[string]struct {
		c     Conversation
		k     Case
		after time.Duration // from now; 0: nothing wakes the conversation
		acts  ActKind       // of the first message to the buyer
		alert string
	}{
		"nothing to wait for":   {k: Case{Status: StatusClosed, Facts: issue}},
		"a silent buyer":        {c: Conversation{Asked: &Asked{Kind: ActAsk, What: "order"}}, k: Case{Status: StatusOpen, Facts: issue}, after: book.SilenceRemind, acts: ActAsk},
		"one reminded already":  {c: Conversation{Asked: &Asked{Kind: ActAsk, What: "order"}, Reminded: now}, k: Case{Status: StatusOpen, Facts: issue}, after: book.SilenceClose, acts: ActClose},
		"one out of reach":      {c: Conversation{Asked: &Asked{Kind: ActAsk, What: "order"}, Blocked: true}, k: Case{Status: StatusOpen, Facts: issue}, after: book.SilenceClose},
		"a person's answer":     {c: Conversation{Human: &Handoff{Reason: reasonAsked, Due: now.Add(time.Hour)}}, k: Case{Status: StatusOpen, Facts: issue}, after: time.Hour, acts: ActHandoff, alert: alertReplyLate},
		"an answered person":    {c: Conversation{Human: &Handoff{Reason: reasonAsked, Agent: "ana"}}, k: Case{Status: StatusOpen, Facts: issue}},
		"an approval":           {k: Case{Status: StatusAsked, Facts: issue, Order: order, Offer: offer, Approval: &Approval{Remedy: playbook.RefundReturn, Due: now.Add(2 * time.Hour)}}, after: 2 * time.Hour, acts: ActInform, alert: alertApprovalLate},
		"an offer":              {c: Conversation{Asked: &Asked{Kind: ActOffer, What: "remedy"}}, k: Case{Status: StatusOpen, Facts: issue, Order: order, Offer: offer}, after: time.Hour, acts: ActInform},
		"a remedy to come":      {k: Case{Status: StatusSettled, Facts: issue, Order: order, Settled: deal(func(s *Settlement) {})}, after: 48 * time.Hour, acts: ActInform, alert: alertOverdue},
		"a remedy late thrice":  {c: Conversation{Human: &Handoff{Agent: "ana"}}, k: Case{Status: StatusSettled, Facts: issue, Order: order, Settled: deal(func(s *Settlement) {}), Told: Told{Overdue: overdueTold}}},
		"a remedy carried out":  {k: Case{Status: StatusFulfilled, Facts: issue, Order: order, Settled: deal(func(s *Settlement) { s.Done = now })}, after: check, acts: ActFeedback},
		"no word on how it was": {k: Case{Status: StatusFulfilled, Facts: issue, Order: order, Settled: deal(func(s *Settlement) { s.Done = now }), Told: Told{Feedback: now}}, after: book.FeedbackClose},
		"a date to ask again":   {k: Case{Status: StatusFulfilled, Facts: issue, Order: order, Settled: deal(func(s *Settlement) { s.Done = now }), Told: Told{CheckAt: now.Add(time.Hour)}}, after: time.Hour, acts: ActFeedback},
	} {
		t.Run(name, func(t *testing.T) {
			c, k := tc.c, tc.k
			c.ID, c.Lang, c.LastBuyer, c.Greeted = "test:1", "en", now, true
			k.No = "A-1"
			c.Cases = []Case{k}
			c, _ = e.Step(c, Event{ID: "note", At: now, Body: Note{}})
			want := time.Time{}
			if tc.after > 0 {
				want = now.Add(tc.after)
			}
			if !c.Wake.Equal(want) {
				t.Fatalf("the conversation wakes at %v, want %v", c.Wake, want)
			}
			if want.IsZero() {
				return
			}
			early, actions := e.Step(c, Event{ID: "early", At: want.Add(-time.Second), Body: Wakeup{}})
			if len(actions) > 0 || !early.Wake.Equal(want) {
				t.Errorf("a wakeup that comes early: %+v and the next at %v, want nothing and %v", actions, early.Wake, want)
			}
			_, actions = e.Step(c, Event{ID: "wake", At: want, Body: Wakeup{}})
			if acts, alert := firstAct(actions), firstAlert(actions); acts != tc.acts || alert != tc.alert {
				t.Errorf("it rang with message %q and alert %q, want %q and %q", acts, alert, tc.acts, tc.alert)
			}
		})
	}
}

func firstAct(actions []Action) ActKind {
	for _, a := range actions {
		if s, ok := a.(Say); ok {
			return s.Acts[0].Kind
		}
	}
	return ""
}

func firstAlert(actions []Action) string {
	for _, a := range actions {
		if s, ok := a.(Alert); ok {
			return s.Reason
		}
	}
	return ""
}

// TestPeopleHaveOpeningHours: what a person has to do is due in opening time, what a buyer has to do in calendar time.
func TestPeopleHaveOpeningHours(t *testing.T) {
	e := testEngine(t)
	book := *e.book
	book.Seller.Hours = playbook.Hours{Zone: time.UTC}
	for day := time.Monday; day <= time.Friday; day++ {
		book.Seller.Hours.Open[day] = []playbook.Span{{From: 9 * 60, To: 17 * 60}}
	}
	book.Clocks.AgentReply, book.Clocks.SilenceRemind = 2*time.Hour, 2*time.Hour
	e = &Engine{book: &book, texts: e.texts}
	for at, due := range map[string]string{
		"2026-03-02T10:00": "2026-03-02T12:00",
		"2026-03-02T16:00": "2026-03-03T10:00",
		"2026-03-06T16:30": "2026-03-09T10:30", // Friday to Monday
		"2026-03-07T11:00": "2026-03-09T11:00", // a Saturday
	} {
		now, _ := time.Parse("2006-01-02T15:04", at)
		want, _ := time.Parse("2006-01-02T15:04", due)
		in := Interpretation{Moves: []Move{{Kind: AskHuman, Sure: 1}}}
		c, _ := e.Step(Conversation{}, Event{ID: "1", Conversation: "test:1", At: now, Body: Message{Text: "a person"}, Read: Reading{Interpretation: in}})
		if !c.Wake.Equal(want) {
			t.Errorf("a person asked for at %s: the answer is due at %v, want %s", at, c.Wake, due)
		}
		in = Interpretation{Issues: []IssueGuess{{Issue: playbook.Damaged, Sure: 1}}}
		c, _ = e.Step(Conversation{}, Event{ID: "1", Conversation: "test:1", At: now, Body: Message{Text: "broken"}, Read: Reading{Interpretation: in}})
		if want := now.Add(2 * time.Hour); !c.Wake.Equal(want) {
			t.Errorf("a question asked at %s: the reminder is at %v, want %v", at, c.Wake, want)
		}
	}
}
