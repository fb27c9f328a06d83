package slack

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"amends/bot"
	"amends/dialogue"
)

var update = flag.Bool("update", false, "write what came out as what is wanted")

// asked is a card that waits for an approval, as the engine draws it.
var asked = dialogue.Card{
	Case: "A-7K2M", Title: "A-7K2M: wrong item", Status: dialogue.StatusAsked,
	Fields: []dialogue.Field{
		{ID: "status", Label: "Status", Value: "waits for an OK"}, {ID: "order", Label: "Order", Value: "***-***4567 Amazon"},
		{ID: "item", Label: "Item", Value: "Trail backpack <green>, 20 l"}, {ID: "paid", Label: "Paid", Value: "50.00 USD"},
		{ID: "words", Label: "In the buyer's words", Value: "you sent me the wrong style\nof backpack & <!channel>"},
		{ID: "owner", Label: "Owner", Value: "Ana"},
	},
	Evidence: []dialogue.CardEvidence{{ID: "p1", Proves: "what arrived", Note: "it's green"}, {Proves: "the label", Note: "Not available: “I threw it away”"}},
	Remedies: []dialogue.CardRemedy{{Remedy: "replace", Label: "replacement", Cost: "21.00 USD"},
		{Remedy: "partial_keep", Label: "keep it with part of the money back", Cost: "60.00 USD (above the limit for automatic remedies)"},
		{Remedy: "goodwill", Label: "credit", Refused: "three are offered already"}},
	Dates: []dialogue.Field{{ID: "approval_due", Label: "OK due", Value: "2026-03-02 18:00 EST"},
		{ID: "offer_expires", Label: "Offer expires", Value: "2026-03-09"}, {ID: "claim_until", Label: "Claim possible until", Value: "2026-05-27"}},
	Warnings: []string{"Same order and same issue as before. A full remedy should come first."},
	Options: []dialogue.Option{{ID: "approve", Label: "Approve"}, {ID: "decline", Label: "Decline"}, {ID: "take", Label: "Take"}, {ID: "resolve", Label: "Resolve"},
		{ID: "offer:replace", Label: "Offer replacement"}, {ID: "offer:goodwill", Label: "Offer credit"}, {ID: "ask:photo_label", Label: "Ask for the label"}},
}

// live is a card of a case that a person has, with a remedy to be carried out.
var live = dialogue.Card{
	Case: "A-7K2M", Title: "A-7K2M: damaged", Status: dialogue.StatusHuman, Task: "Refund 12.50 USD on order ***-***4567. Then press Done.",
	Fields: []dialogue.Field{{ID: "status", Label: "Status", Value: "with a person"}, {ID: "live", Label: "Live", Value: "everything written in this thread goes to the buyer"}},
	Options: []dialogue.Option{{ID: "take", Label: "Take"}, {ID: "handback", Label: "Hand back"}, {ID: "resolve", Label: "Resolve"}, {ID: "done", Label: "Done"},
		{ID: "live:off", Label: "End live"}},
}

var closed = dialogue.Card{Case: "A-7K2M", Title: "A-7K2M: late", Status: dialogue.StatusClosed, Options: []dialogue.Option{{ID: "reopen", Label: "Reopen"}}}

func TestCards(t *testing.T) {
	o := newOutside(t)
	for name, card := range map[string]dialogue.Card{"asked": asked, "live": live, "closed": closed} {
		m := o.channel.cardMessage(card, look{conversation: buyer42, pictures: map[string]string{"p1": "F00000001"}, asked: "partial_keep"})
		var got bytes.Buffer
		enc := json.NewEncoder(&got)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		must(0, enc.Encode(map[string]any{"text": m.text, "blocks": m.blocks}))(t)
		file := filepath.Join("testdata", "card", name+".json")
		if *update {
			must(0, os.MkdirAll(filepath.Dir(file), 0o755))(t)
			must(0, os.WriteFile(file, got.Bytes(), 0o644))(t)
			continue
		}
		want := must(os.ReadFile(file))(t)
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
			t.Errorf("card %s differs from %s (-want +got); go test -update writes it anew:\n%s", name, file, diff)
		}
	}
}

func TestTheNextDateOfNoReturnStandsOut(t *testing.T) {
	dates := []dialogue.Field{{ID: "due", Value: "2026-03-03"}, {ID: "claim_until", Value: "2026-05-27"}, {ID: "offer_expires", Value: "2026-03-09"}}
	for today, want := range map[string]int{"2026-03-02": 2, "2026-03-09": 2, "2026-03-10": 1, "2026-06-01": -1} {
		if got := nextIrreversible(dates, today); got != want {
			t.Errorf("on %s date %d stands out, want %d", today, got, want)
		}
	}
}

// words are those that break things: long ones, empty ones, markup, signs that count as several characters.
func words() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.StringN(0, 60, -1),
		rapid.SampledFrom([]string{"", " ", "<!channel> <@U1> <http://x|y> & *bold*", "take", "approve", "approve", "offer:replace", "live:on", "live:x", "done"}),
		rapid.Custom(func(t *rapid.T) string {
			return strings.Repeat(rapid.SampledFrom([]string{"a", "&", "<", "\n", "🙂", "word "}).Draw(t, "piece"), rapid.IntRange(0, 5000).Draw(t, "times"))
		}),
	)
}

func cards() *rapid.Generator[dialogue.Card] {
	field := rapid.Custom(func(t *rapid.T) dialogue.Field {
		return dialogue.Field{ID: rapid.SampledFrom([]string{"status", "words", "live", "claim_until", "x"}).Draw(t, "id"), Label: words().Draw(t, "label"), Value: words().Draw(t, "value")}
	})
	return rapid.Custom(func(t *rapid.T) dialogue.Card {
		return dialogue.Card{
			Case: words().Draw(t, "case"), Title: words().Draw(t, "title"), Task: words().Draw(t, "task"),
			Status:   rapid.SampledFrom([]dialogue.Status{dialogue.StatusOpen, dialogue.StatusClosed}).Draw(t, "status"),
			Fields:   rapid.SliceOfN(field, 0, 40).Draw(t, "fields"),
			Dates:    rapid.SliceOfN(field, 0, 30).Draw(t, "dates"),
			Warnings: rapid.SliceOfN(words(), 0, 30).Draw(t, "warnings"),
			Evidence: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) dialogue.CardEvidence {
				return dialogue.CardEvidence{ID: rapid.SampledFrom([]string{"", "p1", "p2", "p3"}).Draw(t, "id"), Proves: words().Draw(t, "proves"), Note: words().Draw(t, "note")}
			}), 0, 40).Draw(t, "evidence"),
			Remedies: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) dialogue.CardRemedy {
				return dialogue.CardRemedy{Remedy: "replace", Label: words().Draw(t, "label"), Cost: words().Draw(t, "cost"), Refused: words().Draw(t, "refused")}
			}), 0, 30).Draw(t, "remedies"),
			Options: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) dialogue.Option {
				return dialogue.Option{ID: words().Draw(t, "id"), Label: words().Draw(t, "label")}
			}), 0, 40).Draw(t, "options"),
		}
	})
}

func TestSlackTakesEveryCard(t *testing.T) {
	o := newOutside(t)
	o.photo("p1")
	o.show(withEvidence("p1"))
	picture := o.receipts["telegram:42 file:p1"]
	takes := func(t interface{ Fatalf(string, ...any) }, m posting) {
		if _, err := o.channel.postTo(o.t.Context(), spot{channel: o.desk}, m); err != nil {
			data, _ := json.Marshal(m.blocks)
			t.Fatalf("Slack says %v (%+v) to a card of %d blocks:\n%s", err, err, len(m.blocks), data)
		}
		for _, b := range m.blocks {
			if s, ok := b.(*slack.SectionBlock); ok && s.Text != nil && strings.Contains(s.Text.Text, "<") {
				t.Fatalf("a section holds markup that nobody wrote: %s", s.Text.Text)
			}
		}
	}
	l := look{conversation: buyer42, pictures: map[string]string{"p1": picture, "p2": picture, "p3": picture}, asked: "replace"}
	takes(t, o.channel.cardMessage(fullest(), l))
	rapid.Check(t, func(t *rapid.T) { takes(t, o.channel.cardMessage(cards().Draw(t, "card"), l)) })
}

// fullest is a card with more of everything than there can be.
func fullest() dialogue.Card {
	long := strings.Repeat("& ", 3000)
	card := dialogue.Card{Case: "A-7K2M", Title: long, Task: long}
	for _, id := range strings.Fields("status words live a b c d e f g h i j k l m n o p q r s t u v w x y z") {
		card.Fields = append(card.Fields, dialogue.Field{ID: id, Label: long, Value: long})
		card.Dates = append(card.Dates, dialogue.Field{ID: id, Label: long, Value: long})
		card.Warnings = append(card.Warnings, long)
		card.Evidence = append(card.Evidence, dialogue.CardEvidence{ID: "p" + id, Proves: long, Note: long})
		card.Remedies = append(card.Remedies, dialogue.CardRemedy{Label: long, Cost: long}, dialogue.CardRemedy{Label: long, Refused: long})
		card.Options = append(card.Options, dialogue.Option{ID: id, Label: long}, dialogue.Option{ID: "live:" + id, Label: long})
	}
	card.Options = append(card.Options, dialogue.Option{ID: "approve", Label: long}, dialogue.Option{ID: "offer:x"}, dialogue.Option{ID: "ask:x"})
	return card
}

func TestSlackTakesEveryMessage(t *testing.T) {
	o := newOutside(t)
	rapid.Check(t, func(t *rapid.T) {
		text := words().Draw(t, "text")
		r := dialogue.Relay{From: rapid.SampledFrom([]string{"buyer", "amends", "Ana"}).Draw(t, "from"), Text: text, Event: "e", Case: "A-7K2M", Files: []string{"x"}}
		d := bot.Delivery{Conversation: buyer42, Action: r, Words: rapid.OneOf(rapid.Just(""), words()).Draw(t, "other words")}
		options := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) dialogue.Option {
			return dialogue.Option{ID: words().Draw(t, "id"), Label: words().Draw(t, "label")}
		}), 0, 30).Draw(t, "options")
		for _, m := range []posting{o.channel.relayMessage(o.t.Context(), d, r), noteMessage(text), o.channel.alertMessage(dialogue.Alert{Text: text, Grave: true}),
			o.channel.askMessage(buyer42, dialogue.Ask{Text: text, Options: options, Due: noon})} {
			if _, err := o.channel.postTo(o.t.Context(), spot{channel: o.desk}, m); err != nil {
				data, _ := json.Marshal(m.blocks)
				t.Fatalf("Slack says %v to %d blocks:\n%s", err, len(m.blocks), data)
			}
			if characters(m.text) > maxText {
				t.Fatalf("a message has a text of %d characters", characters(m.text))
			}
		}
	})
}
