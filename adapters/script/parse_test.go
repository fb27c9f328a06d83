package script

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseLines(t *testing.T) {
	tests := []struct {
		row  string
		want Body
	}{
		{"", Blank{}},
		{"  # a story", Comment{Text: "a story"}},
		{"@now 2026-03-02T10:00:00Z", Header{Name: "now", Value: "2026-03-02T10:00:00Z"}},
		{"buyer> where is it?", Buyer{Do: BuyerSays, Text: "where is it?"}},
		{`buyer> "two\nlines"`, Buyer{Do: BuyerSays, Text: "two\nlines"}},
		{`buyer> "Trail" is wrong`, Buyer{Do: BuyerSays, Text: `"Trail" is wrong`}},
		{"buyer> /start", Buyer{Do: BuyerSays, Text: "/start"}},
		{"buyer> [partial_keep]", Buyer{Do: BuyerPresses, Text: "partial_keep"}},
		{"buyer> [Keep it, 25% back]", Buyer{Do: BuyerPresses, Text: "Keep it, 25% back"}},
		{`buyer> ["photo of it"]`, Buyer{Do: BuyerPresses, Text: "photo of it"}},
		{"buyer> [Photo of label]", Buyer{Do: BuyerPresses, Text: "Photo of label"}},
		{"buyer> [photo label.jpg] here is the label", Buyer{Do: BuyerSends, Text: "here is the label", Files: []File{{"photo", "label.jpg"}}}},
		{`buyer> [file "my receipt.pdf"]`, Buyer{Do: BuyerSends, Files: []File{{"file", "my receipt.pdf"}}}},
		{"buyer> [album a.jpg b.mp4 c.pdf]", Buyer{Do: BuyerSends, Files: []File{{"photo", "a.jpg"}, {"video", "b.mp4"}, {"file", "c.pdf"}}}},
		{"buyer> [voice v.ogg]", Buyer{Do: BuyerSends, Files: []File{{"voice", "v.ogg"}}}},
		{"buyer> [location]", Buyer{Do: BuyerSends, Files: []File{{Kind: "location"}}}},
		{"buyer> [sticker]", Buyer{Do: BuyerSends, Files: []File{{Kind: "sticker"}}}},
		{"buyer> [edit] the blue one", Buyer{Do: BuyerEdits, Text: "the blue one"}},
		{"buyer> [delete]", Buyer{Do: BuyerDeletes}},
		{"buyer> [start o_1122]", Buyer{Do: BuyerStarts, Text: "o_1122"}},
		{"buyer> [start]", Buyer{Do: BuyerStarts}},
		{"buyer> [block]", Buyer{Do: BuyerBlocks}},
		{"bot<   (ask order)", Expect{Acts: []string{"ask order"}}},
		{"bot< (inform greeting; ask  order) /number/", Expect{Acts: []string{"inform greeting", "ask order"}, Pattern: "number"}},
		{"bot< /Number/i", Expect{Pattern: "Number", Fold: true}},
		{"bot< Which order is it?", Expect{Text: "Which order is it?"}},
		{"bot< /start begins anew", Expect{Text: "/start begins anew"}},
		{`bot< "(sic)"`, Expect{Text: "(sic)"}},
		{"bot< ...", Expect{Any: true}},
		{"bot< nothing", Expect{Nothing: true}},
		{"desk< (card) /partial/", Expect{Desk: true, Acts: []string{"card"}, Pattern: "partial"}},
		{"desk< (alert overdue)", Expect{Desk: true, Acts: []string{"alert overdue"}}},
		{"desk> [Approve]", Agent{Do: AgentPresses, Option: "Approve"}},
		{"desk(ana)> [decline] not ours", Agent{Name: "ana", Do: AgentPresses, Option: "decline", Text: "not ours"}},
		{"desk> [offer:partial_keep] 30", Agent{Do: AgentPresses, Option: "offer:partial_keep", Text: "30"}},
		{"desk> reply: we are on it", Agent{Do: AgentReplies, Text: "we are on it"}},
		{"desk> note: looks odd", Agent{Do: AgentNotes, Text: "looks odd"}},
		{"desk> [photo f.jpg] like this", Agent{Do: AgentReplies, Text: "like this", Files: []File{{"photo", "f.jpg"}}}},
		{`case issue=wrong_item refund="12.50 USD" owner=""`, Case{Want: []Pair{{"issue", "wrong_item"}, {"refund", "12.50 USD"}, {"owner", ""}}}},
		{"wait 3d", Wait{For: 72 * time.Hour}},
		{"wait 2h30m", Wait{For: 150 * time.Minute}},
		{"wait until 2026-03-05T10:00Z", Wait{Until: time.Date(2026, 3, 5, 10, 0, 0, 0, time.UTC)}},
		{"fault telegram 429 3", Fault{Kind: Busy, Times: 3}},
		{"fault slack down 10m", Fault{Kind: SlackDown, For: 10 * time.Minute}},
		{"fault kill", Fault{Kind: Kill}},
		{"fault llm garbage", Fault{Kind: ModelGarbage}},
	}
	for _, tt := range tests {
		got, err := parseLine(tt.row)
		if err != nil {
			t.Errorf("parse %q: %v", tt.row, err)
			continue
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("parse %q: want -, got +\n%s", tt.row, diff)
		}
		again, err := parseLine(Line{Body: got}.String())
		if err != nil || !cmp.Equal(got, again) {
			t.Errorf("%q is written as %q, which reads as %#v, %v", tt.row, Line{Body: got}, again, err)
		}
	}
}

func TestParseErrors(t *testing.T) {
	tests := []struct{ row, want string }{
		{"byer> hello", "expected a line that begins with buyer>"},
		{"@order x", "expected one of @playbook"},
		{"@now yesterday", "such as 2026-03-05T10:00Z"},
		{"buyer>", "expected what the buyer writes"},
		{"buyer> [yes", "closing ]"},
		{"buyer> [yes] please", "nothing after a pressed button"},
		{"buyer> [photo a.jpg b.jpg]", "one file name"},
		{"buyer> [photo ../secret]", "in the evidence folder"},
		{"buyer> [photo /etc/passwd]", "in the evidence folder"},
		{"buyer> [album a.jpg]", "2 to 10 file names"},
		{"buyer> [edit]", "the new text"},
		{"buyer> [delete] it", "alone"},
		{"bot<", "expected what came"},
		{"bot< (Sorry!) no", "one of ask offer"},
		{"bot< (ask", "closing )"},
		{"bot< (ask) ...", "alone"},
		{"bot< /(/", "regular expression"},
		{"desk< (say)", "one of card update"},
		{"desk> approve", "[Approve]"},
		{"desk()> [x]", "agent's name"},
		{"case issue", "key=value"},
		{`case issue="x`, "key=value"},
		{"wait soon", "length of time"},
		{"wait 9999d", "five years"},
		{"fault rain", "one of: duplicate"},
		{"fault telegram 429 1000", "1 to 100"},
		{"fault slack down", "for how long"},
	}
	for _, tt := range tests {
		_, err := Parse("s.txt", []byte("\n"+tt.row+"\n"))
		if err == nil || !strings.HasPrefix(err.Error(), "s.txt:2: ") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("parse %q: want an error at s.txt:2 with %q, got %v", tt.row, tt.want, err)
		}
	}
}

func TestParseHeadersComeFirstAndOnce(t *testing.T) {
	_, err := Parse("s.txt", []byte("@lang en\n@lang es\nbuyer> hi\n@now 2026-01-01\n"))
	if err == nil {
		t.Fatal("want errors for a header that comes twice and one that comes late")
	}
	for _, want := range []string{"s.txt:2: expected @lang once", "s.txt:4: expected @now before the first line"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("want %q in: %v", want, err)
		}
	}
}

func TestParseBounds(t *testing.T) {
	for name, src := range map[string]string{
		"bytes": strings.Repeat("# x\n", MaxBytes/4+1),
		"lines": strings.Repeat("\n", maxLines+2),
		"line":  "buyer> " + strings.Repeat("x", maxLine),
		"utf8":  "buyer> \xff",
	} {
		if _, err := Parse("s.txt", []byte(src)); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}

// FuzzParse: whatever parses is written so that it parses to the same lines.
func FuzzParse(f *testing.F) {
	for _, row := range []string{"buyer> hi", `buyer> [album "a b.jpg" c.pdf] x`, "bot< (ask order; inform x) /a\\/b/i", "desk(ana)> [Offer something] 30",
		`case a="b c" d=e`, "wait 1d2h", "wait until 2026-03-05", "fault redis down 5s", "@now 2026-03-05T10:00:00.5Z", `buyer> ["photo" b]`,
		`buyer> "\n\x00"`, `bot< "..."`, "#", `desk> reply: "\t"`, "\ufeffbuyer> [start \"a b\"]"} {
		f.Add(row)
	}
	f.Fuzz(func(t *testing.T, src string) {
		s, err := Parse("f", []byte(src))
		if err != nil {
			return
		}
		text := Format(s)
		if len(text) > MaxBytes || longest(string(text)) > maxLine {
			return // written in full it may pass the bounds
		}
		again, err := Parse("f", text)
		if err != nil {
			t.Fatalf("%q is written as %q, which does not parse: %v", src, text, err)
		}
		if diff := cmp.Diff(s.Lines, again.Lines); diff != "" {
			t.Fatalf("%q is written as %q, which reads as (want -, got +)\n%s", src, text, diff)
		}
	})
}

func longest(s string) int {
	n := 0
	for line := range strings.SplitSeq(s, "\n") {
		n = max(n, len(line))
	}
	return n
}
