package script

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Bounds of a script file. A story that needs more is two stories.
const (
	MaxBytes  = 1 << 20
	maxLines  = 10_000
	maxLine   = 8 << 10
	maxErrors = 10
)

// SyntaxError says where a script cannot be read and what was expected there.
type SyntaxError struct {
	File string
	Line int
	Want string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Want) }

// Parse reads a script. The path is used in errors only. All errors (at most ten) come at once, each a *SyntaxError.
func Parse(path string, src []byte) (*Script, error) {
	if len(src) > MaxBytes {
		return nil, &SyntaxError{path, 1, fmt.Sprintf("expected a script of at most %d bytes, this has %d", MaxBytes, len(src))}
	}
	text := strings.TrimPrefix(string(src), "\ufeff")
	rows := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(rows) > maxLines {
		return nil, &SyntaxError{path, maxLines, fmt.Sprintf("expected a script of at most %d lines", maxLines)}
	}
	s := &Script{Path: path}
	var errs []error
	for i, row := range rows {
		body, err := parseLine(row)
		if err == nil {
			err = s.fits(body)
		}
		if err != nil {
			if errs = append(errs, &SyntaxError{path, i + 1, err.Error()}); len(errs) == maxErrors {
				break
			}
			continue
		}
		s.Lines = append(s.Lines, Line{N: i + 1, Body: body})
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return s, nil
}

// fits checks a header line against the lines before it.
func (s *Script) fits(b Body) error {
	h, ok := b.(Header)
	if !ok {
		return nil
	}
	for _, l := range s.Lines {
		switch body := l.Body.(type) {
		case Blank, Comment:
		case Header:
			if body.Name == h.Name {
				return fmt.Errorf("expected @%s once, it is on line %d already", h.Name, l.N)
			}
		default:
			return fmt.Errorf("expected @%s before the first line of the story (line %d)", h.Name, l.N)
		}
	}
	return nil
}

// parseLine reads one line without regard to the others.
func parseLine(row string) (Body, error) {
	if len(row) > maxLine {
		return nil, fmt.Errorf("expected at most %d bytes on a line", maxLine)
	}
	if !utf8.ValidString(row) || strings.ContainsRune(row, 0) {
		return nil, errors.New("expected UTF-8 text")
	}
	row = strings.TrimSpace(row)
	switch {
	case row == "":
		return Blank{}, nil
	case row[0] == '#':
		return Comment{Text: strings.TrimSpace(row[1:])}, nil
	case row[0] == '@':
		return parseHeader(row[1:])
	}
	if rest, ok := strings.CutPrefix(row, "buyer>"); ok {
		return parseBuyer(strings.TrimSpace(rest))
	}
	if rest, ok := strings.CutPrefix(row, "bot<"); ok {
		return parseExpect(strings.TrimSpace(rest), false)
	}
	if rest, ok := strings.CutPrefix(row, "desk<"); ok {
		return parseExpect(strings.TrimSpace(rest), true)
	}
	if rest, ok := strings.CutPrefix(row, "desk"); ok && rest != "" && (rest[0] == '>' || rest[0] == '(') {
		return parseAgent(rest)
	}
	return parseWord(row)
}

// parseWord reads the lines that begin with a plain word.
func parseWord(row string) (Body, error) {
	word, rest := cutSpace(row)
	switch word {
	case "case":
		return parseCase(rest)
	case "wait":
		return parseWait(rest)
	case "fault":
		return parseFault(rest)
	}
	return nil, errors.New("expected a line that begins with buyer> bot< desk< desk> case wait fault @ or #, such as: buyer> where is my parcel?")
}

var headers = []string{"playbook", "orders", "now", "lang", "llm", "channel", "evidence"}

func parseHeader(s string) (Body, error) {
	name, value := cutSpace(s)
	if !slices.Contains(headers, name) {
		return nil, fmt.Errorf("expected one of @%s, such as: @playbook default", strings.Join(headers, " @"))
	}
	if value == "" || len(value) > 500 {
		return nil, fmt.Errorf("expected a value of at most 500 bytes after @%s", name)
	}
	if name == "now" {
		if _, err := parseTime(value); err != nil {
			return nil, err
		}
	}
	return Header{Name: name, Value: value}, nil
}

// timeForms are the ways in which a moment may be written; without a zone it is UTC.
var timeForms = []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02"}

func parseTime(s string) (time.Time, error) {
	for _, form := range timeForms {
		if t, err := time.Parse(form, s); err == nil && t.Year() >= 1970 && t.Year() < 2200 {
			return t.UTC().Truncate(time.Second), nil
		}
	}
	return time.Time{}, errors.New("expected a moment, such as 2026-03-05T10:00Z")
}

// cutSpace splits a text at its first white space.
func cutSpace(s string) (word, rest string) {
	if i := strings.IndexFunc(s, isSpace); i >= 0 {
		return s[:i], strings.TrimSpace(s[i:])
	}
	return s, ""
}

func isSpace(r rune) bool { return r == ' ' || r == '\t' || r == '\u00a0' }
