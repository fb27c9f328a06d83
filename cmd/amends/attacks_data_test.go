package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"amends/dialogue"
)

// fewestAttacks is how many different attacks the files hold at least.
const fewestAttacks = 320

// attack is something that a buyer does who means no good, as testdata/attacks has it.
type attack struct {
	ID     string   `yaml:"id"`
	Kind   string   `yaml:"kind"`
	At     []string `yaml:"at"` // points of the dispute; none: every third one
	Step   step     `yaml:",inline"`
	Steps  []step   `yaml:"steps"`  // instead of one
	Denied string   `yaml:"denied"` // an order that must stay without proof
	Broken string   `yaml:"broken"` // why the bot does not withstand it yet
}

// step is one thing that the buyer does.
type step struct {
	Say    *string `yaml:"say"`
	Press  *string `yaml:"press"`    // a button's ID, whether it is there or not
	On     string  `yaml:"question"` // that the button claims to answer; none: the one that is asked
	Send   []parcel
	With   string  `yaml:"caption"`
	Edit   *string `yaml:"edit"` // of the latest message, unless it says of which
	Delete bool    `yaml:"delete"`
	Of     string  `yaml:"of"`
	Start  *string `yaml:"start"`
	Lang   string  `yaml:"lang"`  // that the channel reports
	Grown  int     `yaml:"grown"` // the text said again and again up to so many bytes
	Times  int     `yaml:"times"` // how often the step comes
}

// parcel is one file that the buyer sends.
type parcel struct {
	Name    string  `yaml:"name"`
	Kind    string  `yaml:"kind"` // none: photo
	Size    int64   `yaml:"size"`
	Content *string `yaml:"content"` // none: made up by the name
	Lost    bool    `yaml:"lost"`    // it cannot be fetched
}

// attacks reads the files and refuses what could not be played.
func attacks(t *testing.T) []attack {
	t.Helper()
	paths, err := filepath.Glob("testdata/attacks/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var all []attack
	seen := map[string]bool{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var list []attack
		if err := yaml.Load(data, &list, yaml.WithKnownFields()); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		for _, a := range list {
			if len(a.Steps) == 0 {
				a.Steps = []step{a.Step}
			}
			if slices.ContainsFunc(a.At, func(p string) bool { return !slices.Contains(thePoints, p) }) {
				t.Fatalf("%s: attack %s comes at %v, and the points are %v", path, a.ID, a.At, thePoints)
			}
			if a.ID == "" || a.Kind == "" || seen[a.ID] || seen[does(a)] {
				t.Fatalf("%s: attack %q: it needs an ID and a kind, and must not come twice", path, a.ID)
			}
			seen[a.ID], seen[does(a)] = true, true
			all = append(all, a)
		}
	}
	if len(all) < fewestAttacks {
		t.Errorf("there are %d attacks, want %d at least", len(all), fewestAttacks)
	}
	return all
}

// does tells two attacks apart that have different names only.
func does(a attack) string {
	var all strings.Builder
	for _, st := range a.Steps {
		fmt.Fprintf(&all, "%#v %v %d\n", st.body("", dialogue.Conversation{}), st.Send, st.Times)
	}
	return all.String()
}

func (st step) body(id string, c dialogue.Conversation) dialogue.Body {
	latest := st.Of
	if latest == "" {
		latest = fmt.Sprint("m", c.Turns)
	}
	switch {
	case st.Press != nil:
		question := st.On
		if question == "" && c.Asked != nil {
			question = c.Asked.ID
		}
		return dialogue.Press{Question: question, Option: st.grow(*st.Press)}
	case st.Edit != nil:
		return dialogue.Edit{Message: latest, Text: st.grow(*st.Edit)}
	case st.Delete:
		return dialogue.Delete{Message: latest}
	case st.Start != nil:
		return dialogue.Start{Payload: st.grow(*st.Start)}
	case st.Say != nil:
		return dialogue.Message{Text: st.grow(*st.Say)}
	}
	up := dialogue.Upload{Caption: st.grow(st.With)}
	for _, p := range st.Send {
		kind := p.Kind
		if kind == "" {
			kind = "photo"
		}
		up.Files = append(up.Files, dialogue.File{Ref: id + "/" + p.Name, Name: p.Name, Kind: kind, Size: p.Size})
	}
	return up
}

func (st step) grow(text string) string {
	if st.Grown <= len(text) || text == "" {
		return text
	}
	return strings.Repeat(text, st.Grown/len(text)+1)[:st.Grown]
}
