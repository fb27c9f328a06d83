package simulate

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/playbook"
)

var now = time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)

func TestDeadEnd(t *testing.T) {
	open := dialogue.Case{No: "A-1", Status: dialogue.StatusOpen}
	closed := dialogue.Case{No: "A-1", Status: dialogue.StatusClosed, Outcome: dialogue.OutcomeResolved}
	silent := dialogue.Case{No: "A-1", Status: dialogue.StatusClosed, Outcome: dialogue.OutcomeSilent}
	agreed := dialogue.Case{No: "A-1", Status: dialogue.StatusSettled, Settled: &dialogue.Settlement{}}
	carriedOut := dialogue.Case{No: "A-1", Status: dialogue.StatusFulfilled, Settled: &dialogue.Settlement{Done: now}}
	noted := []dialogue.Problem{{Issue: playbook.Late}}
	for _, c := range []struct {
		what string
		c    dialogue.Conversation
		dead bool
	}{
		{"nothing has happened", dialogue.Conversation{}, false},
		{"open, nothing asked, no clock", dialogue.Conversation{Cases: []dialogue.Case{open}}, true},
		{"open, the buyer is asked", dialogue.Conversation{Cases: []dialogue.Case{open}, Asked: &dialogue.Asked{}}, false},
		{"open, a clock runs", dialogue.Conversation{Cases: []dialogue.Case{open}, Wake: now}, false},
		{"open, a person owns it", dialogue.Conversation{Cases: []dialogue.Case{open}, Human: &dialogue.Handoff{}}, false},
		{"open, the buyer cannot be reached", dialogue.Conversation{Cases: []dialogue.Case{open}, Blocked: true}, false},
		{"agreed, the desk carries it out", dialogue.Conversation{Cases: []dialogue.Case{agreed}}, false},
		{"carried out, and nobody asks how it went", dialogue.Conversation{Cases: []dialogue.Case{carriedOut}}, true},
		{"closed", dialogue.Conversation{Cases: []dialogue.Case{closed}}, false},
		{"closed, a second problem was noted", dialogue.Conversation{Cases: []dialogue.Case{closed}, Waiting: noted}, true},
		{"agreed, a second problem was noted", dialogue.Conversation{Cases: []dialogue.Case{agreed}, Waiting: noted}, false},
		{"the buyer went away with a second problem", dialogue.Conversation{Cases: []dialogue.Case{silent}, Waiting: noted}, false},
	} {
		if why := deadEnd(c.c); (why != "") != c.dead {
			t.Errorf("%s: expected dead end %v, got %q", c.what, c.dead, why)
		}
	}
}

func TestLastQuestion(t *testing.T) {
	say := func(question string, options []string, acts ...dialogue.Act) bot.Delivery {
		s := dialogue.Say{Acts: acts, Question: question}
		for _, o := range options {
			s.Options = append(s.Options, dialogue.Option{ID: o})
		}
		return bot.Delivery{Action: s}
	}
	ask := func(what string) dialogue.Act { return dialogue.Act{Kind: dialogue.ActAsk, Args: []string{what}} }
	inform := dialogue.Act{Kind: dialogue.ActInform, Args: []string{"status"}}
	repair := func(what string) dialogue.Act { return dialogue.Act{Kind: dialogue.ActRepair, Args: []string{what}} }
	for _, c := range []struct {
		name string
		came []bot.Delivery
		want string
	}{
		{"nothing", nil, " "},
		{"only told", []bot.Delivery{say("", nil, inform)}, " "},
		{"asked after it was told", []bot.Delivery{say("", nil, inform), say("q2", nil, ask("order"))}, "ask order"},
		{"told after it was asked", []bot.Delivery{say("q1", nil, ask("order")), say("", nil, inform)}, "ask order"},
		{"a repair before the question", []bot.Delivery{say("q1", []string{"person"}, repair("unclear"), ask("proof"))}, "ask proof"},
		{"the two do not fit", []bot.Delivery{say("q1", []string{"person"}, repair("no_match"))}, "ask proof"},
		{"this or that", []bot.Delivery{say("q1", []string{"damaged", "late", "person"}, repair("ambiguous"))}, "repair ambiguous"},
		{"an offer", []bot.Delivery{say("q1", []string{"replace"}, dialogue.Act{Kind: dialogue.ActOffer, Args: []string{"replace"}})}, "offer replace"},
	} {
		if got := lastOf(c.came).key(); got != c.want {
			t.Errorf("%s: expected the question %q, got %q", c.name, c.want, got)
		}
	}
}

func TestInARow(t *testing.T) {
	passed := []bool{true, true, true, false, true, true, true, true, true}
	for _, c := range []struct {
		k    int
		want float64
		ok   bool
	}{{1, 8.0 / 9, true}, {2, 0.75, true}, {4, 0.5, true}, {8, 0, true}, {16, 0, false}} {
		if got, ok := inARow(passed, c.k); got != c.want || ok != c.ok {
			t.Errorf("pass^%d: expected %v %v, got %v %v", c.k, c.want, c.ok, got, ok)
		}
	}
}

func TestPercentile(t *testing.T) {
	list := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}
	if m, most := percentile(list, 50), percentile(list, 90); m != 6 || most != 10 {
		t.Errorf("expected 6 and 10 of ten, got %d and %d", m, most)
	}
	if none := percentile([]int(nil), 50); none != 0 {
		t.Errorf("expected nothing of none, got %d", none)
	}
}

// TestTyposKeepNumbers: an order number with a slip in it would be somebody else's.
func TestTyposKeepNumbers(t *testing.T) {
	const text = "my backpack arrived broken, order 112-4567890-1234567, 98101"
	digits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) || r == '-' {
				return r
			}
			return -1
		}, s)
	}
	changed := false
	for i := range 100 {
		got := typos(newDice(1, i), text, 0.1)
		changed = changed || got != text
		if digits(got) != digits(text) {
			t.Errorf("expected the numbers as they were, got %q", got)
		}
	}
	if !changed {
		t.Error("expected slips")
	}
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// TestPhrases: every buyer has words for every issue, question and mood, with no place left to fill in.
func TestPhrases(t *testing.T) {
	words, err := loadPhrases()
	if err != nil {
		t.Fatal(err)
	}
	book, err := playbook.Default()
	if err != nil {
		t.Fatal(err)
	}
	for id := range book.Issues {
		if !words.has("en", "issue."+string(id)) {
			t.Errorf("expected words for the issue %s", id)
		}
	}
	for _, p := range Personas() {
		for _, m := range append(p.Moods, everybody...) {
			if !words.has("en", m.key) {
				t.Errorf("%s: expected words for the mood %s", p.Name, m.key)
			}
		}
	}
	known := []string{"{item}", "{order}", "{proof}", "{problem}", "{other}", "{n}"}
	for lang, lists := range words {
		for key, list := range lists {
			if len(words["en"][key]) == 0 {
				t.Errorf("%s: %s means nothing in English", lang, key)
			}
			for _, text := range list {
				for _, hole := range placeholder.FindAllString(text, -1) {
					if !slices.Contains(known, hole) {
						t.Errorf("%s: %s: nothing fills in %s", lang, key, hole)
					}
				}
			}
		}
	}
}

func TestPersonasHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range Personas() {
		if p.Name == "" || p.About == "" || seen[p.Name] {
			t.Errorf("expected a name of its own and what it is about, got %q, %q", p.Name, p.About)
		}
		seen[p.Name] = true
	}
	if len(seen) < 14 {
		t.Errorf("expected 14 personas or more, got %d", len(seen))
	}
}

// TestPurchases: orders are whole, and the same dice make the same one.
func TestPurchases(t *testing.T) {
	for i := range 300 {
		issue := playbook.Issues[i%len(playbook.Issues)]
		p := newPurchase(newDice(7, i), issue, now)
		o := p.order
		switch {
		case o.ID == "" || len(o.Items) == 0 || len(p.words) != len(o.Items) || o.Total().Minor <= 0:
			t.Errorf("expected a whole order, got %+v", o)
		case o.Status == dialogue.IsDelivered && (o.Delivered.IsZero() || o.Delivered.After(now)):
			t.Errorf("expected a day of delivery that is past, got %s", o.Delivered)
		case o.Estimated.To.Before(o.Estimated.From), o.Placed.After(now):
			t.Errorf("expected dates in their order, got %+v placed %s", o.Estimated, o.Placed)
		}
		if again := newPurchase(newDice(7, i), issue, now); string(native(again)) != string(native(p)) {
			t.Errorf("expected the same order of the same dice")
		}
	}
}

func TestWorstFirst(t *testing.T) {
	list := []*result{{number: 1, sent: 50}, {number: 2, missed: "left open", sent: 3}, {number: 3, stuck: "here"}, {number: 4, broken: []string{"silence"}}}
	var got []int
	for _, r := range worst(list) {
		got = append(got, r.number)
	}
	if want := []int{4, 3, 2, 1}; !slices.Equal(got, want) {
		t.Errorf("expected broken rules, dead ends, other ends and then long talks (%v), got %v", want, got)
	}
}
