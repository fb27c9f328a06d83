package simulate

import (
	"embed"
	"fmt"
	"path"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

//go:embed phrases
var phraseFiles embed.FS

// phrases are what buyers write: by language, by what they mean.
type phrases map[string]map[string][]string

func loadPhrases() (phrases, error) {
	files, err := phraseFiles.ReadDir("phrases")
	if err != nil {
		return nil, fmt.Errorf("read the phrases: %w", err)
	}
	all := phrases{}
	for _, f := range files {
		content, err := phraseFiles.ReadFile(path.Join("phrases", f.Name()))
		if err != nil {
			return nil, fmt.Errorf("read the phrases: %w", err)
		}
		lists := map[string][]string{}
		if err := yaml.Unmarshal(content, &lists); err != nil {
			return nil, fmt.Errorf("phrases %s: %w", f.Name(), err)
		}
		all[strings.TrimSuffix(f.Name(), ".yaml")] = lists
	}
	return all, nil
}

// list is what can be written for a meaning; English stands in for what a language has no words for.
func (p phrases) list(lang, key string) []string {
	if list := p[lang][key]; len(list) > 0 {
		return list
	}
	return p["en"][key]
}

// has reports whether a language has its own words for a meaning.
func (p phrases) has(lang, key string) bool { return len(p[lang][key]) > 0 }

// typos makes the slips of a hand on a phone, each letter with a probability of rate. Digits and short words stay: a wrong order number
// is another story.
func typos(d dice, text string, rate float64) string {
	if rate == 0 {
		return text
	}
	var out []rune
	r := []rune(text)
	for i := 0; i < len(r); i++ {
		inside := i > 0 && i+1 < len(r) && unicode.IsLetter(r[i-1]) && unicode.IsLetter(r[i]) && unicode.IsLetter(r[i+1])
		if !inside || !d.chance(rate) {
			out = append(out, r[i])
			continue
		}
		switch d.IntN(4) {
		case 0: // left out
		case 1:
			out = append(out, r[i], r[i])
		case 2:
			out = append(out, r[i+1], r[i])
			i++
		default:
			out = append(out, 'a'+rune(d.IntN(26)))
		}
	}
	return string(out)
}

// sloppy drops what a hurried writer does: capitals and the last stop.
func sloppy(text string) string { return strings.TrimSuffix(strings.ToLower(text), ".") }
