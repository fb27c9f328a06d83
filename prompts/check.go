package prompts

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// longest is how many characters a text may have: what a phone shows without scrolling, and far below what any channel takes.
const longest = 900

// try runs a text with all its samples, and returns what the first one said.
func try(s script, n needs, fields map[string]field) (string, error) {
	said, buf := "", make([]byte, 0, 1024)
	for _, f := range samples(n, fields) {
		buf = s.run(buf[:0], &f)
		if err := wellWritten(string(buf)); err != nil {
			return "", fmt.Errorf("%w: %q", err, buf)
		}
		if said == "" {
			said = string(buf)
		}
	}
	return said, nil
}

// wellWritten reports what cannot be right in a finished text: mostly the traces of a field left out.
func wellWritten(s string) error {
	switch {
	case strings.TrimSpace(s) == "":
		return errors.New("says nothing")
	case utf8.RuneCountInString(s) > longest:
		return fmt.Errorf("is longer than %d characters", longest)
	case s != strings.TrimSpace(s):
		return errors.New("has space around it")
	case strings.Contains(s, "<no value>"):
		return errors.New("says <no value>")
	}
	for _, trace := range []string{"  ", " .", " ,", " ;", " ?", "..", ",.", ",,", "()", " \n", "\n ", "\n\n\n", "\t", "{{", "}}"} {
		if strings.Contains(s, trace) {
			return fmt.Errorf("has %q in it", trace)
		}
	}
	return nil
}

// checkLanguages reports keys that one language has and another lacks.
func checkLanguages(sources []*source) error {
	var errs []error
	for _, has := range sources {
		for _, other := range sources {
			errs = append(errs, missing(has, other)...)
		}
	}
	return errors.Join(errs...)
}

func missing(has, other *source) []error {
	var errs []error
	keys := other.keys()
	for _, e := range has.texts {
		if _, ok := keys[e.key]; !ok && e.variant == 0 {
			errs = append(errs, fmt.Errorf("%s: %s is missing; %s:%d has it", other.file, e.key, has.file, e.line))
		}
	}
	return errs
}
