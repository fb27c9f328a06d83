package understand_test

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"amends/dialogue/playbook"
	"amends/dialogue/understand"
)

// Every file of examples covers every issue, says nothing twice, and has no label that is neither an issue nor None.
func TestExamples(t *testing.T) {
	files, err := filepath.Glob("examples/*.yaml")
	if err != nil || len(files) < 2 {
		t.Fatalf("want the examples of two languages at least, got %v, %v", files, err)
	}
	for _, file := range files {
		labels := examples(t, file)
		for _, issue := range playbook.Issues {
			if n := len(labels[string(issue)]); n < 40 {
				t.Errorf("%s: want forty examples of %s at least, got %d", file, issue, n)
			}
		}
		for label := range labels {
			if label != understand.None && !slices.Contains(playbook.Issues, playbook.IssueID(label)) {
				t.Errorf("%s: %q is no issue", file, label)
			}
		}
	}
}

// examples reads a file of examples and fails the test when a line stands in it twice.
func examples(t *testing.T, file string) map[string][]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	labels, label, seen := map[string][]string{}, "", map[string]bool{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		line := lines.Text()
		if name, ok := strings.CutSuffix(line, ": |"); ok {
			label = name
		} else if text := strings.TrimSpace(line); label != "" && text != "" {
			if seen[strings.ToLower(text)] {
				t.Errorf("%s: %q stands there twice", file, text)
			}
			seen[strings.ToLower(text)] = true
			labels[label] = append(labels[label], text)
		}
	}
	return labels
}

// Extra examples teach New what the built-in ones do not know.
func TestWithExamples(t *testing.T) {
	u, err := understand.New(understand.WithExamples(map[string][]string{string(playbook.Overcharged): {"zorbla frimp", "frimp my zorbla", "zorbla zorbla", "the zorbla was frimp"}}))
	if err != nil {
		t.Fatal(err)
	}
	in, _ := u.Understand(t.Context(), idle(), "zorbla frimp", now)
	if len(in.Issues) == 0 || in.Issues[0].Issue != playbook.Overcharged {
		t.Errorf("want what the extra examples say, got %v", in.Issues)
	}
}
