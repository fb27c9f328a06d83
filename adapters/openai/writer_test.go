package openai

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"amends/prompts"
)

// written is what a model writes to give a text.
func written(text string) string {
	data, err := json.Marshal(map[string]string{"language": "en", "text": text})
	if err != nil {
		panic(err)
	}
	return string(data)
}

// newWriter is a rig with a writer over an endpoint in memory.
func newWriter(t testing.TB, w *wire, changes ...func(*Config)) (*rig, *Writer) {
	t.Helper()
	p, err := parts()
	if err != nil {
		t.Fatal(err)
	}
	concepts := func(c *Config) { c.Use, c.Concepts = Off, p.builtin.Concepts }
	r := newRig(t, w, append([]func(*Config){concepts}, changes...)...)
	writer, err := r.Writer()
	if err != nil {
		t.Fatal(err)
	}
	return r, writer
}

// scripted is a model that writes what it is told to, for tables of what models write.
type scripted struct {
	*rig
	*Writer
	to, back string
}

// newScripted is a writer over such a model, which writes back when it translates from English and to otherwise.
func newScripted(t testing.TB) *scripted {
	s := &scripted{}
	s.rig, s.Writer = newWriter(t, &wire{respond: func(_ int, r asked) (int, string) {
		if strings.HasPrefix(string(r.Messages[1].Content), "translate from en") {
			return 200, completion(written(s.back), "stop")
		}
		return 200, completion(written(s.to), "stop")
	}}, unbounded)
	return s
}

// says has it write from here on, with nothing remembered.
func (s *scripted) says(to, back string) {
	s.to, s.back, s.rig.dropped, s.memory = to, back, nil, newMemory(mostRemembered)
}

// unbounded is a budget for tests that ask over and over.
func unbounded(c *Config) {
	c.Budget = Budget{Calls: 1 << 40, Tokens: 1 << 40, ConversationCalls: 1 << 40, ConversationTokens: 1 << 40}
}

const (
	agreedText = "We have agreed on a refund of $12.50 for “Trail pan”. It isn't done yet; the team does it by Thursday, 5 March. Is that what you want?"
	agreedGood = "So we have agreed on a refund of <AMOUNT_1> for “<VALUE_1>”. It isn't done yet: the team does it by Thursday, <NUMBER_1> March. Is that what you want?"
)

var agreedKeep = []string{"Trail pan", "A-7K2M"}

// A wording that stands every check comes back with its values, and costs nothing the second time.
func TestReword(t *testing.T) {
	r, w := newWriter(t, says(written(agreedGood)))
	for range 3 {
		got, err := w.Reword(t.Context(), "c", "en", agreedText, agreedKeep)
		want := "So we have agreed on a refund of $12.50 for “Trail pan”. It isn't done yet: the team does it by Thursday, 5 March. Is that what you want?"
		if err != nil || got != want {
			t.Errorf("reworded as %q, error %v, dropped for %v, want %q", got, err, r.dropped, want)
		}
	}
	if r.wire.requests() != 1 || r.calls[0].Purpose != Reword || r.calls[0].Outcome != Answered {
		t.Errorf("%d requests, calls %+v, want one", r.wire.requests(), r.calls)
	}
	for _, never := range []string{"12.50", "Trail", "5 March"} {
		if strings.Contains(r.wire.bodies[0], never) {
			t.Errorf("%q is told to the model: %s", never, r.wire.bodies[0])
		}
	}
	got, err := w.Reword(t.Context(), "other", "en", strings.ReplaceAll(strings.ReplaceAll(agreedText, "12.50", "99.00"), "Trail pan", "Sun hat"), []string{"Sun hat"})
	if err != nil || !strings.Contains(got, "$99.00 for “Sun hat”") || r.wire.requests() != 1 {
		t.Errorf("the same message with other values is %q, error %v, after %d requests, want the same words without asking", got, err, r.wire.requests())
	}
}

// What is no answer is no wording, and says so in an error without a word of anybody's.
func TestWritersTrouble(t *testing.T) {
	for name, content := range map[string]string{"prose": "Sure! How about: you get it all back?", "a megabyte": written(strings.Repeat("so ", 350_000)),
		"null": `{"text":null}`, "a list": `["text"]`, "nothing": "", "a number": `{"text":5}`} {
		r, w := newWriter(t, says(content))
		got, err := w.Reword(t.Context(), "c", "en", agreedText, agreedKeep)
		if got != "" || OutcomeOf(err) != Garbage || strings.Contains(err.Error(), "pan") || strings.Contains(err.Error(), "back") {
			t.Errorf("%s: %q, error %v, want none and garbage", name, got, err)
		}
		if r.last() != Garbage {
			t.Errorf("%s: counted as %s", name, r.last())
		}
	}
}

// Bad writing does not keep texts from being read; an endpoint that is down does.
func TestWritingSharesTheBreaker(t *testing.T) {
	r, w := newWriter(t, says("no JSON"))
	for i := range 2 * mostFailures {
		_, _ = w.Reword(t.Context(), "c", "en", agreedText+strings.Repeat(" Fine", i), agreedKeep)
	}
	if r.last() != Garbage {
		t.Errorf("after bad answers the endpoint is %s, want it asked", r.last())
	}
	r, w = newWriter(t, &wire{respond: func(int, asked) (int, string) { return 503, "down" }})
	for range mostFailures + 1 {
		_, _ = w.Reword(t.Context(), "c", "en", agreedText, agreedKeep)
	}
	if _, err := w.Reword(t.Context(), "c", "en", agreedText, agreedKeep); r.last() != Open || err != nil {
		t.Errorf("an endpoint that is down is %s, error %v, want it left alone", r.last(), err)
	}
	r, w = newWriter(t, says(written(agreedGood)), func(c *Config) { c.Budget = Budget{ConversationCalls: 1}; c.Use = Always })
	_, _ = r.Understand(t.Context(), fresh(), odd, monday)
	if got, err := w.Reword(t.Context(), fresh().ID, "en", agreedText, agreedKeep); got != "" || err != nil || r.last() != OverSpent {
		t.Errorf("beyond the conversation's budget: %q, error %v, %s", got, err, r.last())
	}
}

// What a model is not asked for at all.
func TestNotReworded(t *testing.T) {
	for name, test := range map[string]struct {
		lang, text string
		keep       []string
	}{
		"short": {"en", "All right then.", nil}, "values alone": {"en", "112-4567890-1234567 $12.50 alpha beta gamma delta", []string{"alpha beta gamma delta"}},
		"a language without words": {"nl", agreedText, nil}, "no language": {"", agreedText, nil}, "two amounts": {"en", agreedText + " You paid 20 EUR.", nil},
		"long": {"en", strings.Repeat(agreedText, 20), nil}, "broken": {"en", agreedText + "\xff", nil}, "too much to keep": {"en", agreedText, make([]string, 51)},
	} {
		r, w := newWriter(t, says(written(agreedGood)))
		if got, err := w.Reword(t.Context(), "c", test.lang, test.text, test.keep); got != "" || err != nil || r.wire.requests() != 0 {
			t.Errorf("%s: %q, error %v, %d requests, want nothing asked", name, got, err, r.wire.requests())
		}
	}
	r, w := newWriter(t, says(written(agreedGood)), func(c *Config) { c.Concepts = nil })
	got, err := w.Reword(t.Context(), "c", "en", agreedText, agreedKeep)
	advice, err2 := w.Suggest(t.Context(), aStory())
	if got != "" || advice != "" || err != nil || err2 != nil || r.wire.requests() != 0 {
		t.Errorf("without concepts to compare: %q, %q, %v, %v, want nothing asked", got, advice, err, err2)
	}
}

// Every text of the catalog is a wording of itself, in its own language and in no other.
func TestTheCatalogsOwnWords(t *testing.T) {
	r, w := newWriter(t, says(""))
	p, err := parts()
	if err != nil {
		t.Fatal(err)
	}
	languages, n := p.texts.Languages(), 0
	for _, key := range p.texts.Keys() {
		for i, lang := range languages {
			text := p.texts.Text(lang, key, 0, prompts.Fields{Seller: "Northwind"})
			v := newCloak().cover(text, exact(r.private, text, values("VALUE", []string{"Northwind"})))
			is := plainForm(v.text)
			if letters(withoutPlaceholders(is)) < 60 || latinOf(is) != "" || marksOf("", is) != "" || len(joints(is)) > 0 {
				continue
			}
			n++
			if why := w.checkWording(t.Context(), lang, is, is); why != "" && why != BadLanguage {
				t.Errorf("%s in %s is no wording of itself, %s: %s", key, lang, why, is)
			}
			if why := w.checkWording(t.Context(), languages[(i+1)%len(languages)], is, is); why == "" {
				t.Errorf("%s in %s passes for another language: %s", key, lang, is)
			}
		}
	}
	if n < 200 {
		t.Errorf("only %d texts were long enough", n)
	}
}

// Many write at once.
func TestWritersAtOnce(t *testing.T) {
	quiet := func(c *Config) { c.Observe, c.Dropped, c.Parallel = nil, nil, 4 }
	_, w := newWriter(t, says(written(agreedGood)), unbounded, quiet)
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			text := agreedText + strings.Repeat(" ", i%3)
			if got, err := w.Reword(t.Context(), "c", "en", text, agreedKeep); err != nil || got != "" && !strings.Contains(got, "$12.50") {
				t.Errorf("%q, error %v", got, err)
			}
			_, _ = w.Translate(t.Context(), fresh(), foreign, "es", "en")
			_, _ = w.Suggest(t.Context(), aStory())
			_, _ = w.Look(t.Context(), "c", nil, "image/png")
		})
	}
	all.Wait()
}
