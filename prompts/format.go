package prompts

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// format is how a language writes dates, lists and amounts: what stands under "format:" in its file. Patterns hold the names of
// their parts in braces.
type format struct {
	Months   []string `yaml:"months"`   // twelve, from January, as they stand inside a date
	Weekdays []string `yaml:"weekdays"` // seven, from Sunday, as they stand inside a date
	First    string   `yaml:"first"`    // the first day of a month where it is no plain 1: "1er"
	Date     string   `yaml:"date"`     // {weekday} {day} {month}
	Datetime string   `yaml:"datetime"` // {weekday} {day} {month} {time} {zone}
	Money    string   `yaml:"money"`    // {symbol} {amount}
	And      string   `yaml:"and"`      // between the last two of a list
	Quotes   string   `yaml:"quotes"`   // the opening and the closing mark

	tag     language.Tag
	numbers numbers
}

// validate reports what a language's format lacks.
func (f *format) validate() error {
	switch {
	case len(f.Months) != 12:
		return fmt.Errorf("months: %d names, want 12", len(f.Months))
	case len(f.Weekdays) != 7:
		return fmt.Errorf("weekdays: %d names, want 7, from Sunday", len(f.Weekdays))
	case f.And == "":
		return fmt.Errorf("and: is empty")
	case utf8.RuneCountInString(f.Quotes) != 2:
		return fmt.Errorf("quotes: want two marks, the opening and the closing one")
	}
	return errors.Join(
		checkPattern("date", f.Date, []string{"{day}", "{month}"}, "{weekday}"),
		checkPattern("datetime", f.Datetime, []string{"{day}", "{month}", "{time}", "{zone}"}, "{weekday}"),
		checkPattern("money", f.Money, []string{"{symbol}", "{amount}"}))
}

// checkPattern reports a part that a pattern lacks and braces around anything that is no part.
func checkPattern(name, pattern string, required []string, optional ...string) error {
	rest := pattern
	for _, part := range required {
		if !strings.Contains(pattern, part) {
			return fmt.Errorf("%s: lacks %s", name, part)
		}
		rest = strings.ReplaceAll(rest, part, "")
	}
	for _, part := range optional {
		rest = strings.ReplaceAll(rest, part, "")
	}
	if strings.ContainsAny(rest, "{}") {
		return fmt.Errorf("%s: %q holds more than %q and %q", name, pattern, required, optional)
	}
	return nil
}

// moment writes a time by a pattern of the language, Date or Datetime: "Thursday, 5 March", "Thursday 5 March, 18:00 EST".
func (f *format) moment(b []byte, pattern string, t time.Time) []byte {
	for pattern != "" {
		open := strings.IndexByte(pattern, '{')
		if open < 0 {
			return append(b, pattern...)
		}
		end := open + 1 + strings.IndexByte(pattern[open:], '}')
		b = f.part(append(b, pattern[:open]...), pattern[open:end], t)
		pattern = pattern[end:]
	}
	return b
}

func (f *format) part(b []byte, name string, t time.Time) []byte {
	switch name {
	case "{weekday}":
		return append(b, f.Weekdays[t.Weekday()]...)
	case "{day}":
		if t.Day() == 1 && f.First != "" {
			return append(b, f.First...)
		}
		return strconv.AppendInt(b, int64(t.Day()), 10)
	case "{month}":
		return append(b, f.Months[t.Month()-1]...)
	case "{time}":
		return t.AppendFormat(b, "15:04")
	case "{zone}":
		return append(b, zoneName(t)...)
	}
	return append(b, name...)
}

// zoneName is the short name of the time's zone. Zones that have only an offset for a name ("-03") get UTC before it.
func zoneName(t time.Time) string {
	name, _ := t.Zone()
	if strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") {
		return "UTC" + name
	}
	return name
}

// list writes "a, b and c".
func (f *format) list(b []byte, items []string) []byte {
	for i, item := range items {
		switch {
		case i > 0 && i == len(items)-1:
			b = append(append(append(b, ' '), f.And...), ' ')
		case i > 0:
			b = append(b, ", "...)
		}
		b = append(b, item...)
	}
	return b
}

// quote sets words between the language's quotation marks: on one line, cut to a bearable length. The words come from people.
func (f *format) quote(b []byte, s string) []byte {
	_, n := utf8.DecodeRuneInString(f.Quotes)
	b = append(b, f.Quotes[:n]...)
	if plain(s) {
		b = append(b, s...)
	} else {
		s = strings.ToValidUTF8(s[:min(len(s), 16*quoteLength)], "")
		words := strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
		b = append(b, clip(strings.Join(words, " "), quoteLength)...)
	}
	return append(b, f.Quotes[n:]...)
}

// plain reports whether s can stand in a quotation as it is, as most words do: short ASCII without spaces to tidy up.
func plain(s string) bool {
	if len(s) > quoteLength {
		return false
	}
	before := byte(' ')
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == ' ' && before == ' ' {
			return false
		}
		before = s[i]
	}
	return before != ' ' || s == ""
}

// forms are the texts of a plural by its category.
type forms [plural.Many + 1]string

// categories are the names that CLDR gives to the plural forms.
func categories() map[string]plural.Form {
	return map[string]plural.Form{"other": plural.Other, "zero": plural.Zero, "one": plural.One, "two": plural.Two,
		"few": plural.Few, "many": plural.Many}
}

// plural writes the text of the number's category, with the number where the text has "#".
func (f *format) plural(b []byte, n int, texts *forms) []byte {
	text := texts[plural.Cardinal.MatchPlural(f.tag, max(n, -max(n, -math.MaxInt)), 0, 0, 0, 0)]
	if text == "" {
		text = texts[plural.Other]
	}
	before, after, found := strings.Cut(text, "#")
	b = append(b, before...)
	if found {
		b = append(strconv.AppendInt(b, int64(n), 10), after...)
	}
	return b
}
