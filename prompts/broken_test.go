package prompts

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

// head is a good format section, nine lines long.
const head = `format:
  months: [a, b, c, d, e, f, g, h, i, j, k, l]
  weekdays: [a, b, c, d, e, f, g]
  date: "{weekday} {day} {month}"
  datetime: "{day} {month} {time} {zone}"
  money: "{symbol}{amount}"
  and: and
  quotes: "«»"
parts: {by: "{{if has .Until}} by {{date .Until}}{{end}}"}
`

func loadTexts(en, es string) (*Catalog, error) {
	fsys := fstest.MapFS{"say/en.yaml": {Data: []byte(en)}}
	if es != "" {
		fsys["say/es.yaml"] = &fstest.MapFile{Data: []byte(es)}
	}
	return load(fsys)
}

func TestGoodCatalog(t *testing.T) {
	c, err := loadTexts(head+"a:\n  b: Done{{template \"by\" .}}.\nc: [x, y]\n", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(c.Keys(), " "); got != "a.b c" {
		t.Errorf("keys are %q, want a.b and c: format and parts are no texts", got)
	}
	if got := c.Text("en", "a.b", 0, Fields{}); got != "Done." {
		t.Errorf("got %q without a date, want the part left out", got)
	}
}

func TestBrokenTexts(t *testing.T) {
	tests := []struct {
		name, text, want string
	}{
		{"empty text", `x: ""`, "say/en.yaml:10: x: the text is empty"},
		{"blank text", `x: "  "`, "x: the text is empty"},
		{"no text", `x: []`, "say/en.yaml:10: x: has no text"},
		{"null", `x: ~`, "say/en.yaml:10: x: the text is empty"},
		{"unknown field", `x: hi {{.Prize}}`, "say/en.yaml:10: x: {{.Prize}}: unknown field .Prize"},
		{"field of a field", `x: hi {{.Amount.Minor}}`, "unknown field .Amount.Minor"},
		{"the zone is not said", `x: hi {{.Zone}}`, "unknown field .Zone"},
		{"unknown function", `x: hi {{shout .Item}}`, `say/en.yaml:10: x: function "shout" not defined`},
		{"open brace", `x: hi {{.Item`, "say/en.yaml:10: x: unclosed action"},
		{"if without end", `x: hi {{if .Item}}there`, "unexpected EOF"},
		{"bare time", `x: by {{.Until}}`, `.Until is of kind "time"`},
		{"bare amount", `x: get {{.Amount}}`, `.Amount is of kind "amount"`},
		{"bare flag", `x: get {{.Keep}}`, `.Keep is of kind "flag"`},
		{"time as a condition", `x: hi{{if .Until}} you{{end}}`, `{{if .Until}}: .Until is of kind "time"`},
		{"amount as a condition", `x: hi{{if and .Item .Amount}} you{{end}}`, `.Amount is of kind "amount"`},
		{"has of a word", `x: hi{{if has .Item}} you{{end}}`, `.Item is of kind "word"`},
		{"money of a time", `x: "{{money .Until}}"`, `.Until is of kind "time"`},
		{"date of a word", `x: "{{date .Item}}"`, `.Item is of kind "word"`},
		{"return never so", `x: hi{{if eq .Return "sellers"}} you{{end}}`, `.Return is never "sellers"`},
		{"comparison with a field", `x: hi{{if eq .Return .Item}} you{{end}}`, "want a text in quotes"},
		{"question written out", `x: "{{has .Until}}"`, "answers yes or no"},
		{"writer as a condition", `x: hi{{if quote .Item}} you{{end}}`, "does not answer yes or no"},
		{"function without argument", `x: "{{quote}}"`, "wrong number of arguments"},
		{"function with two", `x: "{{quote .Item .Words}}"`, "takes one argument"},
		{"field with an argument", `x: "{{.Item .Words}}"`, "wrong number of arguments"},
		{"variable", `x: "{{$a := .Item}}{{$a}}"`, "no variables"},
		{"pipe", `x: "{{.Item | quote}}"`, "no |"},
		{"with", `x: "{{with .Item}}{{.}}{{end}}"`, "texts know only"},
		{"range", `x: "{{range .List}}a{{end}}"`, "texts know only"},
		{"define", `x: hi{{define "y"}}there{{end}}`, "define and block have no place"},
		{"dot", `x: "{{.}}"`, "want a field here"},
		{"number", `x: "{{1}}"`, "want a field here"},
		{"unknown part", `x: hi{{template "by_now" .}}`, `there is no part "by_now" above`},
		{"part without fields", `x: hi{{template "by"}}`, "a part wants the fields"},
		{"plural without other", `x: '{{plural .Count "one" "a"}}'`, `no text for "other"`},
		{"plural of a word", `x: '{{plural .Item "other" "a"}}'`, `.Item is of kind "word"`},
		{"plural with an unknown category", `x: '{{plural .Count "ones" "a" "other" "b"}}'`, "want one of zero one two few many other"},
		{"plural with half a pair", `x: '{{plural .Count "other"}}'`, "want pairs"},
		{"says nothing at times", `x: "{{if .Item}}hi{{end}}"`, "say/en.yaml:10: x: says nothing"},
		{"says nothing for one return", `x: '{{if eq .Return "none" "seller" ""}}hi{{end}}'`, "x: says nothing"},
		{"too long", "x: " + strings.Repeat("long ", 181), "x: is longer than 900 characters"},
		{"gap in the middle", `x: a {{if .Item}}b{{end}} c`, `has "  " in it: "a  c"`},
		{"gap at the end", `x: a {{if .Item}}b{{end}}.`, `has " ." in it: "a ."`},
		{"space around", `x: "a{{if .Item}} {{end}}"`, "has space around it"},
		{"no value", `x: it is <no value>`, "x: says <no value>"},
		{"error in a variant", "x:\n  - fine\n  - \"{{.Prize}}\"", "say/en.yaml:12: x (variant 2): {{.Prize}}: unknown field .Prize"},
		{"variant that is no text", "x:\n  - fine\n  - {y: z}", "say/en.yaml:12: x: variant 2 is not a text"},
		{"comment that cuts a text", `x: such as #1001.`, `say/en.yaml:10: x: "#1001." is taken for a comment`},
		{"key twice", "x: a\ny: b\nx: c", `"x"`},
		{"key twice inside", "x:\n  y: a\n  y: b", `"y"`},
		{"dotted key", "x.y: a", `key "x.y": want a word without dots`},
		{"no YAML", "x: [", "say/en.yaml"},
		{"alias", "x: &a hi\ny: *a", "say/en.yaml:11: y: want a text, a list of texts or more keys"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantError(t, head+tt.text+"\n", "", tt.want) })
	}
}

func wantError(t *testing.T, en, es, want string) {
	t.Helper()
	c, err := loadTexts(en, es)
	if err == nil {
		t.Fatalf("loaded %d keys, want an error with %q", len(c.Keys()), want)
	}
	if !strings.Contains(err.Error(), want) {
		t.Errorf("got the error\n%v\nwant %q in it", err, want)
	}
}

func TestBrokenParts(t *testing.T) {
	const rest = "x: hi\n"
	parts := func(s string) string {
		return strings.Replace(head, `parts: {by: "{{if has .Until}} by {{date .Until}}{{end}}"}`, s, 1) + rest
	}
	wantError(t, parts("parts:\n  a: \"{{.Prize}}\""), "", "say/en.yaml:10: a: {{.Prize}}: unknown field .Prize")
	wantError(t, parts("parts:\n  a: '{{template \"b\" .}}'\n  b: hi"), "", `say/en.yaml:10: a: there is no part "b" above`)
	wantError(t, parts("parts: hi"), "", "say/en.yaml:9: ")
}

func TestBrokenFormats(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"month missing", "[a, b, c, d, e, f, g, h, i, j, k, l]", "[a]", "months: 1 names, want 12"},
		{"weekday missing", "[a, b, c, d, e, f, g]", "[a]", "weekdays: 1 names, want 7"},
		{"date without day", "{weekday} {day} {month}", "{month}", "date: lacks {day}"},
		{"datetime without zone", " {zone}", "", "datetime: lacks {zone}"},
		{"money without symbol", "{symbol}", "", "money: lacks {symbol}"},
		{"no and", "and: and", "and: ''", "and: is empty"},
		{"one quotation mark", "«»", "«", "quotes: want two marks"},
		{"unknown setting", "and: and", "and: and\n  or: or", "or"},
		{"open pattern", "{day} {month} {time} {zone}", "{day} {month} {time} {zone} {", `datetime: "{day} {month} {time} {zone} {" holds more`},
		{"unknown part of a date", "{weekday} {day}", "{week} {day}", "holds more"},
		{"no format", "format:", "formats:", `section "format" is missing`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantError(t, strings.Replace(head, tt.old, tt.new, 1)+"x: hi\n", "", tt.want) })
	}
}

func TestLanguagesMustAgree(t *testing.T) {
	wantError(t, head+"x: hi\ny: there\n", head+"x: hola\n", "say/es.yaml: y is missing; say/en.yaml:11 has it")
	wantError(t, head+"x: hi\n", head+"x: hola\ny: ahí\n", "say/en.yaml: y is missing; say/es.yaml:11 has it")
}

func TestWhatIsNoCatalog(t *testing.T) {
	tests := []struct {
		name  string
		files fstest.MapFS
		want  string
	}{
		{"nothing", fstest.MapFS{}, "say/en.yaml is missing"},
		{"no English", fstest.MapFS{"say/es.yaml": {Data: []byte(head + "x: hola\n")}}, "say/en.yaml is missing"},
		{"no language", fstest.MapFS{"say/klingonese-x.yaml": {Data: []byte(head + "x: hi\n")}}, "is not a language"},
		{"a list", fstest.MapFS{"say/en.yaml": {Data: []byte("- hi\n")}}, "want a mapping"},
		{"an empty file", fstest.MapFS{"say/en.yaml": {}}, "say/en.yaml"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := load(tt.files); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want an error with %q", err, tt.want)
			}
		})
	}
}

func TestAllErrorsAreTold(t *testing.T) {
	_, err := loadTexts(head+"x: \"{{.Prize}}\"\ny: \"\"\n", "")
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) || strings.Count(err.Error(), "say/en.yaml:") != 2 {
		t.Errorf("got %v, want both mistakes at once", err)
	}
}
