package understand_test

import (
	"strings"
	"testing"

	"amends/dialogue"
	"amends/dialogue/playbook"
	"amends/dialogue/understand"
)

// jeweller is a playbook with the examples of a shop that engraves.
const jeweller = `version: 1
issues:
  engraving_wrong:
    fault: seller
    remedies: [replace]
    name: the engraving
    line: The engraving is wrong
    examples:
      - the engraving says Mia instead of Mila
      - you engraved the wrong name
      - there is a typo in the engraving
      - the date on the ring is wrong
      - wrong initials on my bracelet
      - the engraving is not what I ordered
      - they forgot the engraving
      - one letter is missing in the engraving
      - the name on the necklace is spelled wrong
      - engraving came out in the wrong font
      - the inscription says 2014 and should say 2015
      - my order was engraved with someone else's name
      - die Gravur ist falsch
      - da steht der falsche Name drauf
      - in der Gravur ist ein Schreibfehler
      - auf dem Ring steht das falsche Datum
      - ihr habt die Gravur vergessen
      - falsche Initialen eingraviert
`

func load(t testing.TB, text string) *playbook.Book {
	t.Helper()
	book, err := playbook.Load("shop.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func reads(t testing.TB, u *understand.Understander, text string) []dialogue.IssueGuess {
	t.Helper()
	in, err := u.Understand(t.Context(), idle(), text, now)
	if err != nil {
		t.Fatalf("Understand(%q) failed: %v; it never may", text, err)
	}
	return in.Issues
}

func forBook(t testing.TB, book *playbook.Book) *understand.Understander {
	t.Helper()
	u, err := understander()
	if err != nil {
		t.Fatal(err)
	}
	if u, err = u.For(book); err != nil {
		t.Fatal(err)
	}
	return u
}

// A seller's own issue is understood in words that no example has, in the languages of the examples.
func TestOwnIssueOfAPlaybook(t *testing.T) {
	u := forBook(t, load(t, jeweller))
	understood, texts := 0, []string{
		"they carved the wrong date into our wedding bands", "the engraved text on the pendant has a spelling mistake", "the engraving is hardly readable",
		"the ring arrived today but the engraving has the wrong date on it", "you spelled my daughters name wrong on the bracelet",
		"the engraving on the back is missing", "my husbands name is misspelled on the ring", "there's no engraving on the locket at all",
		"die Gravur auf der Kette hat einen Fehler", "die Gravur fehlt komplett", "der Name auf der Kette ist falsch geschrieben", "engraved with the wrong text",
	}
	for _, text := range texts {
		if in := reads(t, u, text); len(in) > 0 && in[0].Issue == "engraving_wrong" && in[0].Sure >= 0.35 {
			understood++
		}
	}
	if understood < 11 {
		t.Errorf("want eleven of twelve texts about an engraving understood as it, got %d", understood)
	}
}

// What only shares words with a seller's examples goes on to be what it was.
func TestOwnIssueTakesNothing(t *testing.T) {
	u := forBook(t, load(t, jeweller))
	for _, text := range []string{
		"the ring is scratched", "you sent me the wrong bracelet", "my bracelet never arrived", "the necklace clasp is broken", "wrong color",
		"I typed the wrong name in the address", "a stone is missing from the ring", "ihr habt das falsche Armband geschickt", "da fehlt ein Ohrring",
		"can you engrave two names?", "I love the engraving, thank you!", "how long does the engraving take?", "my name is Mila Jones", "Mia",
	} {
		if in := reads(t, u, text); len(in) > 0 && in[0].Issue == "engraving_wrong" && in[0].Sure >= sure {
			t.Errorf("%q: is no wrong engraving, and was read as one: %v", text, in)
		}
	}
}

// With an issue of the seller's own the built-in statements are read as before, but for one in a hundred.
func TestOwnIssueChangesLittle(t *testing.T) {
	before, err := understander()
	if err != nil {
		t.Fatal(err)
	}
	all := func(plainText) bool { return true }
	was, texts := accuracy(t, before, all)
	is, _ := accuracy(t, forBook(t, load(t, jeweller)), all)
	if 100*(was-is) > texts {
		t.Errorf("want at most one in a hundred of %d plain texts lost, got %d right of %d before", texts, is, was)
	}
}

func TestDoubts(t *testing.T) {
	book := load(t, jeweller+`      - You engraved the wrong name!
  stone_loose: {fault: seller, remedies: [replace], name: the loose stone, line: A stone is loose, examples: [a stone fell out]}
  box_missing: {fault: seller, remedies: [replace], name: the gift box, line: The gift box is missing}
  defective: {examples: ["the clasp won't close", "zzz", "they forgot the engraving", thanks, where is my order]}
`)
	var got []string
	found, err := forBook(t, book).Doubts(book)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if !f.Warning || f.Rule != "examples" {
			t.Errorf("want a warning about examples, got %+v", f)
		}
		got = append(got, f.String())
	}
	for _, want := range []string{
		"box_missing has 0 of the 8 examples that it takes: buyers reach it by its button only",
		"stone_loose has 1 of the 8",
		`shop.yaml:27: "You engraved the wrong name!" is an example of engraving_wrong already`,
		`shop.yaml:15: "they forgot the engraving" is an example of defective already`,
		`2 of the examples of defective are not understood: "zzz", "thanks"`,
		`shop.yaml:30: "thanks" states no problem to Amends`,
		`shop.yaml:30: "where is my order" is an example of order_status already`,
		`read as engraving_wrong: "they forgot the engraving"`,
	} {
		if !strings.Contains(strings.Join(got, "\n"), want) {
			t.Errorf("want a doubt %q among\n%s", want, strings.Join(got, "\n"))
		}
	}
}

// A playbook without examples costs nothing.
func TestNothingToLearn(t *testing.T) {
	u, err := understander()
	if err != nil {
		t.Fatal(err)
	}
	book, err := playbook.Default()
	if err != nil {
		t.Fatal(err)
	}
	same, err := u.For(book)
	if found, doubtsErr := u.Doubts(book); err != nil || same != u || len(found) > 0 || doubtsErr != nil {
		t.Errorf("want the same understander for a playbook without examples and no doubts, got %v, %v, %v", err, found, doubtsErr)
	}
}
