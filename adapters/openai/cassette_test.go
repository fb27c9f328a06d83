package openai

import (
	"os"
	"strings"
	"testing"

	"amends/adapters/openai/cassette"
	"amends/bot"
)

const writerTape = "testdata/writer.json"

// standIn answers as a model could. No model's own words are on the cassette: it keeps the requests as they are, and the way back.
var standIn = map[string]string{
	"reword to en":            written(agreedGood),
	"translate from es to en": written(foreignGood),
	"translate from en to es": written(foreignBack),
	"summary in en":           written("The buyer's <ITEM_1> came torn. The bot offered a refund of <AMOUNT_2>; the buyer said no."),
	"suggest in en":           "<think>what would help?</think>" + written("Hi <NAME_1>, I'm sorry that your <ITEM_1> came torn. I'm looking at your photo."),
	"look at the picture":     `{"shows":"damage"}`,
}

// One of each that a writer does, from a cassette. AMENDS_RECORD=1 records it anew.
func TestCassetteOfTheWriter(t *testing.T) {
	if os.Getenv("AMENDS_RECORD") == "1" {
		recorder := cassette.NewRecorder(&wire{respond: func(_ int, r asked) (int, string) {
			for begins, content := range standIn {
				if strings.HasPrefix(string(r.Messages[1].Content), begins) {
					return 200, completion(content, "stop")
				}
			}
			return 404, "{}"
		}})
		writeAll(t, func(c *Config) { c.Transport = recorder })
		if err := recorder.Save(writerTape); err != nil {
			t.Fatal(err)
		}
	}
	player, err := cassette.Open(writerTape)
	if err != nil {
		t.Fatal(err)
	}
	writeAll(t, func(c *Config) { c.Transport, c.BaseURL, c.Model = player, player.BaseURL(), player.Model() })
	if player.Missed() != 0 {
		t.Errorf("%d requests are not on the cassette", player.Missed())
	}
}

func writeAll(t *testing.T, change func(*Config)) {
	t.Helper()
	r, w := newWriter(t, nil, change)
	want := func(what, part string) func(string, error) {
		return func(got string, err error) {
			if err != nil || !strings.Contains(got, part) {
				t.Errorf("%s: %q, error %v, dropped for %v, want %q in it", what, got, err, r.dropped, part)
			}
		}
	}
	want("a wording", "refund of $12.50 for “Trail pan”")(w.Reword(t.Context(), "c", "en", agreedText, agreedKeep))
	want("a translation", "a refund of 45,50 €, not a repair")(w.Translate(t.Context(), fresh(), foreign, "es", "en"))
	want("a summary", "Trail backpack came torn")(w.Summary(t.Context(), aStory()))
	want("a draft", "Hi Robin Hood")(w.Suggest(t.Context(), aStory()))
	if got, err := w.Look(t.Context(), "c", aPicture(t, "image/png", 20, 10), "image/png"); got != bot.SightDamage || err != nil {
		t.Errorf("a look: %q, error %v, want damage", got, err)
	}
}
