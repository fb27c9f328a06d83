package understand_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"amends/dialogue"
	"amends/dialogue/playbook"
	"amends/dialogue/understand"
)

// situations are the conversations that any text may come into.
func situations() []dialogue.Conversation {
	return []dialogue.Conversation{
		{}, idle(), offering(), owning(), asking(dialogue.ActAsk, "order"), asking(dialogue.ActAsk, "proof"), asking(dialogue.ActAsk, "evidence:photo_label"),
		asking(dialogue.ActFeedback, "feedback", dialogue.Option{ID: "happy", Label: "All good"}), asking(dialogue.ActAsk, "fact:charge_amount"),
		asking(dialogue.ActRepair, "ambiguous", dialogue.Option{}, dialogue.Option{ID: "item:0", Label: "..."}),
	}
}

func FuzzUnderstand(f *testing.F) {
	for _, text := range []string{
		"", "Hi, you sent me the wrong backpack, order 112-4567890-1234567 zip 98101", "la taza llegó rota y falta la cuchara", "/language es", "👍🏽", "one one two dash four five",
		"1.299,00 €", "3/5", "on the 5th", "1Z5R89390357567127", "(206) 555-0143", "b@example.org", "\u202e\u200b\xff\xfe", "€5€5€5", "#", "#1", "/", "@", "$", "1/2/3/4/5", "a.b.c@d", "??",
		strings.Repeat("no ", 3000), strings.Repeat("1", 5000), "I did not get hurt but the charger caught fire",
	} {
		f.Add(text, uint8(len(text)))
	}
	f.Fuzz(func(t *testing.T, text string, which uint8) {
		conversations := situations()
		checkReading(t, conversations[int(which)%len(conversations)], text)
	})
}

// checkReading holds for every text: the same twice, bounded, and nothing in it that the text does not say.
func checkReading(t testing.TB, c dialogue.Conversation, text string) {
	in := read(t, c, text)
	if again := read(t, c, text); !reflect.DeepEqual(in, again) {
		t.Fatalf("%q: read twice, two results:\n%v\n%v", text, in, again)
	}
	clean := understand.Clean(text)
	if len([]rune(clean)) > 4*4000 {
		t.Fatalf("a text of %d runes was not cut: %d are left", len([]rune(text)), len([]rune(clean)))
	}
	if len(in.Issues) > 3 || len(in.Moves) > 20 || len(in.Alarms) > 13 || len(in.Slots) > 2000 {
		t.Fatalf("%q: too much was found: %d issues, %d moves, %d alarms, %d slots", text, len(in.Issues), len(in.Moves), len(in.Alarms), len(in.Slots))
	}
	for _, v := range in.Slots {
		if !strings.Contains(clean, v.Words) || v.Words == "" || v.Sure <= 0 || v.Sure > 1 {
			t.Fatalf("%q: the words of %v are not in the text", text, v)
		}
		checkOption(t, c, v)
	}
	for _, g := range in.Issues {
		if !strings.Contains(clean, g.Words) || g.Sure <= 0 || g.Sure > 1 || !slices.Contains(playbook.Issues, g.Issue) {
			t.Fatalf("%q: the guess %v is not one", text, g)
		}
	}
	for _, m := range in.Moves {
		if !strings.Contains(clean, m.Words) || m.Sure <= 0 || m.Sure > 1 {
			t.Fatalf("%q: the words of the move %v are not in the text", text, m)
		}
	}
}

// checkOption holds for a chosen option: it was there to choose.
func checkOption(t testing.TB, c dialogue.Conversation, v dialogue.SlotValue) {
	if v.Slot != dialogue.SlotOption {
		return
	}
	if c.Asked == nil || !slices.ContainsFunc(c.Asked.Options, func(o dialogue.Option) bool { return o.ID == v.Value }) {
		t.Fatalf("the option %v was never offered", v)
	}
}

// An Amazon order number survives whatever way of writing it, and what stands around it.
func TestOrderNumberSurvives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[1-9]\d{2}-\d{7}-\d{7}`).Draw(t, "number")
		written := write(t, number)
		before := rapid.SampledFrom([]string{"", "order ", "it's ", "Hi! my order #", "pedido: ", "it broke after 3 days, order no. ", "(", "from $12.50 order ", "2026-02-20\n"}).Draw(t, "before")
		after := rapid.SampledFrom([]string{"", ".", " thanks", "\nzip 98101", ", 2 items", ")", " it cost 12,50 €", "!!"}).Draw(t, "after")
		u, err := understander()
		if err != nil {
			t.Fatal(err)
		}
		in, _ := u.Understand(t.Context(), idle(), before+written+after, now)
		for _, v := range in.Slots {
			if v.Slot == dialogue.SlotOrder && v.Value == number {
				return
			}
		}
		t.Fatalf("%q: want the order %s, got %v", before+written+after, number, in.Slots)
	})
}

// write writes an order number as buyers do.
func write(t *rapid.T, number string) string {
	dash := rapid.SampledFrom([]string{"-", " ", "–", "—", "−", "‑", "", " - ", ".", "_"}).Draw(t, "dash")
	zero := rapid.SampledFrom([]rune{'0', '０', '٠', '०', '𝟎'}).Draw(t, "digits")
	hidden := rapid.SampledFrom([]string{"", "\u200b", "\u2060", "\u200e"}).Draw(t, "hidden")
	var b strings.Builder
	for _, r := range number {
		switch {
		case r == '-':
			b.WriteString(dash)
		default:
			b.WriteRune(zero + r - '0')
		}
		b.WriteString(hidden)
	}
	return b.String()
}

// A spelled-out number survives too.
func TestSpokenOrderNumberSurvives(t *testing.T) {
	english := []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.StringMatching(`[1-9]\d{2}-\d{7}-\d{7}`).Draw(t, "number")
		var words []string
		for _, r := range number {
			if r == '-' {
				words = append(words, "dash")
				continue
			}
			words = append(words, english[r-'0'])
		}
		u, err := understander()
		if err != nil {
			t.Fatal(err)
		}
		in, _ := u.Understand(t.Context(), idle(), strings.Join(words, " "), now)
		if v, ok := slot(in, dialogue.SlotOrder); !ok || v.Value != number {
			t.Fatalf("%v: want %s, got %v", words, number, in.Slots)
		}
	})
}
