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
	if err != nil || len(files) < 6 {
		t.Fatalf("want the examples of six languages at least, got %v, %v", files, err)
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
func TestTaught(t *testing.T) {
	u, err := taught(t, map[string][]string{string(playbook.Overcharged): {"zorbla frimp", "frimp my zorbla", "zorbla zorbla", "the zorbla was frimp"}})
	if err != nil {
		t.Fatal(err)
	}
	in, _ := u.Understand(t.Context(), idle(), "zorbla frimp", now)
	if len(in.Issues) == 0 || in.Issues[0].Issue != playbook.Overcharged {
		t.Errorf("want what the extra examples say, got %v", in.Issues)
	}
}

// A few examples for something that is no issue are a mistake of the seller that must be told.
func TestTaughtOfNoIssue(t *testing.T) {
	_, err := taught(t, map[string][]string{"lost_luggage": {"where is my suitcase"}})
	if err == nil || !strings.Contains(err.Error(), "lost_luggage") {
		t.Errorf("want an error that names lost_luggage, got %v", err)
	}
}

// What the seller teaches changes little of what is known already.
func TestTaughtForgetsNothing(t *testing.T) {
	u, err := taught(t, map[string][]string{string(playbook.Defective): {"the frobnicator grumbles", "my frobnicator is grumbling"}})
	if err != nil {
		t.Fatal(err)
	}
	right, texts := accuracy(t, u, func(plainText) bool { return true })
	if float64(right) < 0.94*float64(texts) {
		t.Errorf("want 94 %% of the plain texts understood as before, got %d of %d", right, texts)
	}
}

// A seller's own issue is understood, and the built-in ones go on to be.
func TestOwnIssue(t *testing.T) {
	u, err := taught(t, map[string][]string{"engraving_wrong": {
		"the engraving is wrong", "you engraved the wrong name", "the name on it is spelled wrong", "engraving has a typo", "the engraved date is not the one i gave you",
		"wrong initials engraved", "they engraved Jon and not John", "the text engraved on the ring is wrong", "there is a letter missing in the engraving",
		"engraving says 2014 and should say 2015", "spelling mistake in the engraving", "you forgot the engraving",
	}})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]playbook.IssueID{
		"there is a typo in the engraving": "engraving_wrong", "the engraving on my bracelet has the wrong name": "engraving_wrong",
		"the mug arrived cracked": playbook.Damaged, "my parcel never came": playbook.NotReceived, "I was charged twice": playbook.Overcharged,
	} {
		in, _ := u.Understand(t.Context(), idle(), text, now)
		if len(in.Issues) == 0 || in.Issues[0].Issue != want || in.Issues[0].Sure < sure {
			t.Errorf("%q: want %s for sure, got %v", text, want, in.Issues)
		}
	}
}
