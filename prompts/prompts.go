package prompts

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

//go:embed say/*.yaml
var embedded embed.FS

// fallback is the language of whoever speaks none of the others. It must be there.
const fallback = "en"

// Catalog holds every text in every language. It never changes once loaded and is safe for concurrent use.
type Catalog struct {
	languages []string
	keys      []string
	texts     map[string]map[string][]variant // by language, then by key
	ands      map[string]string               // by language: the word between the last two of a list
}

// variant is one wording of a text. A text without fields is kept as it is.
type variant struct {
	fixed  string
	script script // nil for a fixed text
}

// Load reads the embedded texts, and refuses them when any template is broken, misuses a field, says nothing or too much with
// any of its sample fields, or when a key is missing in one of the languages. Its error names file, line and key of all of them.
func Load() (*Catalog, error) { return load(embedded) }

func load(fsys fs.FS) (*Catalog, error) {
	files, err := fs.Glob(fsys, "say/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list texts: %w", err)
	}
	c := &Catalog{texts: make(map[string]map[string][]variant, len(files)), ands: make(map[string]string, len(files))}
	var sources []*source
	var errs []error
	for _, file := range files {
		s, err := readSource(fsys, file)
		if err == nil {
			sources = append(sources, s)
			c.ands[s.lang] = s.format.And
			c.texts[s.lang], err = newCompiler(s).texts()
		}
		errs = append(errs, err)
	}
	if err := errors.Join(append(errs, checkLanguages(sources))...); err != nil {
		return nil, err
	}
	return c, c.index()
}

// texts compiles and tries every entry of the language.
func (c *compiler) texts() (map[string][]variant, error) {
	if err := c.addParts(); err != nil {
		return nil, err
	}
	out := make(map[string][]variant, len(c.source.texts))
	var errs []error
	for _, e := range c.source.texts {
		v, err := c.variant(e)
		if err != nil {
			errs = append(errs, c.source.at(e, err))
		}
		out[e.key] = append(out[e.key], v)
	}
	return out, errors.Join(errs...)
}

func (c *compiler) variant(e entry) (variant, error) {
	s, n, err := c.compile(e)
	if err != nil {
		return variant{}, err
	}
	said, err := try(s, n, c.fields)
	if err != nil || len(n.used) == 0 {
		return variant{fixed: said}, err
	}
	return variant{script: s}, nil
}

// index lists keys and languages once they are known to agree.
func (c *Catalog) index() error {
	if c.texts[fallback] == nil {
		return fmt.Errorf("say/%s.yaml is missing: it is what other languages fall back to", fallback)
	}
	c.keys = slices.Sorted(maps.Keys(c.texts[fallback]))
	c.languages = slices.Sorted(maps.Keys(c.texts))
	at := slices.Index(c.languages, fallback)
	c.languages = slices.Insert(slices.Delete(c.languages, at, at+1), 0, fallback)
	return nil
}

// Text says the text with the given key in a language. Variants count from 0 and go round. A language that is not there is tried
// without its region ("es-MX" as "es") and then said in English; a key that is not there says nothing: ask Has at start.
func (c *Catalog) Text(lang, key string, n int, f Fields) string {
	variants := c.language(lang)[key]
	if len(variants) == 0 {
		return ""
	}
	v := &variants[(n%len(variants)+len(variants))%len(variants)]
	if v.script == nil {
		return v.fixed
	}
	return v.say(f.localised())
}

func (v *variant) say(f Fields) string {
	var room [512]byte
	return string(v.script.run(room[:0], &f))
}

func (c *Catalog) language(lang string) map[string][]variant {
	if texts, ok := c.texts[lang]; ok {
		return texts
	}
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if texts, ok := c.texts[base]; ok {
		return texts
	}
	return c.texts[fallback]
}

// Variants returns how many wordings a text has in a language; 0 when there is no such key.
func (c *Catalog) Variants(lang, key string) int { return len(c.language(lang)[key]) }

// Has reports whether there is a text with the key, in every language.
func (c *Catalog) Has(key string) bool { return len(c.texts[fallback][key]) > 0 }

// And returns the word that a language puts between the last two of a list; English is for languages that there are no texts in.
func (c *Catalog) And(lang string) string {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	return cmp.Or(c.ands[lang], c.ands[base], c.ands[fallback])
}

// Languages returns the languages that there are texts in, as BCP 47 tags: English first, then by name.
func (c *Catalog) Languages() []string { return slices.Clone(c.languages) }

// Keys returns the keys of all texts, sorted.
func (c *Catalog) Keys() []string { return slices.Clone(c.keys) }
