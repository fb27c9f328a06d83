package script

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"amends/dialogue"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// folder writes scripts into a new folder.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// stopped is a clock that goes on by a millisecond whenever it is looked at.
func stopped() func() time.Time {
	now := startTime
	return func() time.Time {
		now = now.Add(time.Millisecond)
		return now
	}
}

// compare compares with a golden file, which -update rewrites.
func compare(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s: want -, got +\n%s", path, diff)
	}
}

func TestRunReports(t *testing.T) {
	dir := folder(t, map[string]string{
		"good.txt":      "buyer> offer\nbot< ...\nbuyer> [partial_keep]\nbot< ...\nbuyer> [yes]\nbot< ...\n",
		"sub/bad.txt":   "buyer> say a <b>\nbot< (ask)\n",
		"broken.script": "byer> hi\nbot< (x)\n",
		"orders.yaml":   "- id: 1\n",
	})
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	var out bytes.Buffer
	sum, err := Run(t.Context(), Options{World: fakeWorld(), Paths: []string{"."}, Out: &out, JUnit: "junit.xml", Parallel: 1, Repeat: 2, Now: stopped()})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Passed != 1 || sum.Failed != 2 {
		t.Errorf("want 1 passed and 2 failed, got %d and %d", sum.Passed, sum.Failed)
	}
	junit, err := os.ReadFile("junit.xml")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(here)
	compare(t, "report.golden", out.Bytes())
	compare(t, "junit.golden", junit)
}

func TestRunSelects(t *testing.T) {
	dir := folder(t, map[string]string{"a.txt": "buyer> say a\nbot< a\n", "b.txt": "buyer> say a\nbot< b\n"})
	var ended []string
	sum, err := Run(t.Context(), Options{World: fakeWorld(), Paths: []string{dir}, RunRE: regexp.MustCompile(`a\.txt$`),
		Progress: func(played, total int) { ended = append(ended, fmt.Sprintf("%d of %d", played, total)) }})
	if err != nil || sum.Passed != 1 || sum.Failed != 0 || strings.Join(ended, " ") != "1 of 1" {
		t.Errorf("want a.txt alone to pass, got %+v %v %v", sum, ended, err)
	}
	if _, err := Run(t.Context(), Options{World: fakeWorld(), Paths: []string{dir}, RunRE: regexp.MustCompile(`zzz`)}); err == nil {
		t.Error("want an error when no script matches")
	}
	if _, err := Run(t.Context(), Options{World: fakeWorld(), Paths: []string{filepath.Join(dir, "none")}}); err == nil {
		t.Error("want an error for a path that is not there")
	}
}

func TestRunUpdates(t *testing.T) {
	dir := folder(t, map[string]string{"a.txt": "buyer> say a\nbot< b\n"})
	sum, err := Run(t.Context(), Options{World: fakeWorld(), Paths: []string{dir}, Update: true})
	if err != nil || sum.Passed != 1 || !sum.Results[0].Updated {
		t.Fatalf("want the script to be updated and to pass, got %+v %v", sum, err)
	}
	got, err := os.ReadFile(filepath.Join(dir, "a.txt"))
	if err != nil || string(got) != "buyer> say a\nbot<   (inform status) a\n" {
		t.Errorf("want the new text, got %q, %v", got, err)
	}
}

func TestRunNoticesChance(t *testing.T) {
	dir := folder(t, map[string]string{"a.txt": "buyer> say a\nbot< ...\n"})
	plays := 0
	w := fakeWorld(func(f *fakeStage) {
		if plays++; plays > 1 { // an event that the script knows nothing of
			f.inbox = []dialogue.Event{{ID: "x", Conversation: conversation, Buyer: dialogue.Address{Channel: "script"}, Body: dialogue.Message{Text: "say b"}}}
		}
	})
	sum, err := Run(t.Context(), Options{World: w, Paths: []string{dir}, Repeat: 3, Parallel: 1})
	if err != nil || sum.Failed != 1 || !strings.Contains(sum.Results[0].Failures[0].What, "play 2 of 3 went differently") {
		t.Errorf("want the second play to be found different, got %+v %v", sum, err)
	}
}

func TestRunPlaysManyAtATime(t *testing.T) {
	files := map[string]string{}
	for i := range 80 {
		files[strings.Repeat("x", i+1)+".txt"] = strings.Repeat("buyer> say a\nbot< a\nbuyer> timer\nbot< ...\nwait 2d\nbot< ...\n", 5)
	}
	sum, err := Run(t.Context(), Options{World: fakeWorld(), Paths: []string{folder(t, files)}, Parallel: 8})
	if err != nil || sum.Passed != 80 {
		t.Fatalf("want 80 passed, got %d, %v", sum.Passed, err)
	}
}
