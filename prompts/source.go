package prompts

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
	"golang.org/x/text/language"
)

// The two sections of a language's file that are not texts.
const (
	formatSection = "format"
	partsSection  = "parts"
)

// source is a language's file as it was read.
type source struct {
	file   string // as it is named in errors
	lang   string
	format *format
	parts  []entry
	texts  []entry // in the order of the file; variants of a key follow one another
}

// entry is one template of a file.
type entry struct {
	key     string
	variant int // place among the variants, 0 first
	text    string
	line    int
}

// keys returns the line of each key's first variant.
func (s *source) keys() map[string]int {
	lines := make(map[string]int, len(s.texts))
	for _, e := range s.texts {
		if e.variant == 0 {
			lines[e.key] = e.line
		}
	}
	return lines
}

// readSource reads a language's file. Its name without the extension is the language.
func readSource(fsys fs.FS, file string) (*source, error) {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	s := &source{file: file, lang: strings.TrimSuffix(path.Base(file), path.Ext(file))}
	tag, err := language.Parse(s.lang)
	if err != nil {
		return nil, fmt.Errorf("%s: %q is not a language: %w", file, s.lang, err)
	}
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, fmt.Errorf("%s:1: want a mapping of keys to texts", file)
	}
	if err := s.sections(doc.Content[0]); err != nil {
		return nil, err
	}
	return s, s.finish(tag)
}

func (s *source) sections(root *yaml.Node) error {
	return s.pairs(root, "", func(key string, value *yaml.Node) error {
		switch key {
		case formatSection:
			s.format = new(format)
			if err := value.Load(s.format, yaml.WithKnownFields()); err != nil {
				return s.errorf(value, key, "%v", err)
			}
			return nil
		case partsSection:
			return s.pairs(value, key, func(name string, v *yaml.Node) error { return s.text(v, name, 0, &s.parts) })
		}
		return s.collect(value, key, &s.texts)
	})
}

// collect flattens a node into entries: a mapping into dotted keys, a list into variants.
func (s *source) collect(n *yaml.Node, key string, into *[]entry) error {
	switch n.Kind {
	case yaml.ScalarNode:
		return s.text(n, key, 0, into)
	case yaml.SequenceNode:
		return s.variants(n, key, into)
	case yaml.MappingNode:
		return s.pairs(n, key, func(name string, value *yaml.Node) error {
			if key != "" {
				name = key + "." + name
			}
			return s.collect(value, name, into)
		})
	}
	return s.errorf(n, key, "want a text, a list of texts or more keys")
}

func (s *source) variants(n *yaml.Node, key string, into *[]entry) error {
	if len(n.Content) == 0 {
		return s.errorf(n, key, "has no text")
	}
	for i, v := range n.Content {
		if err := s.text(v, key, i, into); err != nil {
			return err
		}
	}
	return nil
}

// text adds one template. An unquoted " #" begins a comment in YAML, which would cut the text short without a word.
func (s *source) text(n *yaml.Node, key string, variant int, into *[]entry) error {
	if n.Kind != yaml.ScalarNode {
		return s.errorf(n, key, "variant %d is not a text", variant+1)
	}
	if n.LineComment != "" {
		return s.errorf(n, key, "%q is taken for a comment: put the text in quotes", n.LineComment)
	}
	e := entry{key: key, variant: variant, text: n.Value, line: n.Line}
	if n.ShortTag() == "!!null" {
		e.text = "" // and not "~"
	}
	*into = append(*into, e)
	return nil
}

// pairs calls do for each key of a mapping and refuses a key that comes twice or is written with dots.
func (s *source) pairs(n *yaml.Node, under string, do func(string, *yaml.Node) error) error {
	if n.Kind != yaml.MappingNode {
		return s.errorf(n, under, "want keys")
	}
	seen := make([]string, 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		name := n.Content[i].Value
		if name == "" || strings.ContainsAny(name, ". ") {
			return s.errorf(n.Content[i], under, "key %q: want a word without dots and spaces", name)
		}
		if slices.Contains(seen, name) {
			return s.errorf(n.Content[i], under, "key %q comes twice", name)
		}
		seen = append(seen, name)
		if err := do(name, n.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

func (s *source) finish(tag language.Tag) error {
	if s.format == nil {
		return fmt.Errorf("%s: section %q is missing", s.file, formatSection)
	}
	if err := s.format.validate(); err != nil {
		return fmt.Errorf("%s: %s: %w", s.file, formatSection, err)
	}
	s.format.tag, s.format.numbers = tag, newNumbers(tag)
	return nil
}

func (s *source) errorf(n *yaml.Node, key, message string, args ...any) error {
	return fmt.Errorf("%s:%d: %s: %s", s.file, n.Line, key, fmt.Sprintf(message, args...))
}

func (s *source) at(e entry, err error) error {
	name := e.key
	if e.variant > 0 {
		name = fmt.Sprintf("%s (variant %d)", e.key, e.variant+1)
	}
	return fmt.Errorf("%s:%d: %s: %w", s.file, e.line, name, err)
}
