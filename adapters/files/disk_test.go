package files

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"amends/dialogue"
)

func open(t *testing.T, dir string) *Store {
	t.Helper()
	s, err := Open(dir, Options{Now: at})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestReopenedStoreGoesOn(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir)
	a := save(t, first, dialogue.File{Name: "a.jpg"}, sampleContent("a.jpg"))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := open(t, dir)
	save(t, second, dialogue.File{Name: "b.jpg"}, sampleContent("b.jpg"))
	if _, _, err := second.View(t.Context(), a.ID); err != nil {
		t.Errorf("view of what was saved before: %v", err)
	}
	if err := second.Verify(t.Context()); err != nil {
		t.Errorf("Verify: %v", err)
	}
}

func TestTwoStoresShareAFolder(t *testing.T) {
	dir := t.TempDir()
	one, two := open(t, dir), open(t, dir)
	for i := range 6 {
		name := fmt.Sprintf("%d.txt", i)
		save(t, []*Store{one, two}[i%2], dialogue.File{Name: name}, sampleContent(name))
	}
	ev := save(t, one, dialogue.File{Name: "0.txt"}, sampleContent("0.txt"))
	if err := two.Delete(t.Context(), ev.ID); err != nil {
		t.Errorf("delete what the other one saved: %v", err)
	}
	for name, s := range map[string]*Store{"one": one, "two": two} {
		if err := s.Verify(t.Context()); err != nil {
			t.Errorf("%s: Verify: %v", name, err)
		}
		if lines, _, err := s.Head(t.Context()); err != nil || lines != 7 {
			t.Errorf("%s: %d lines, %v, want 7", name, lines, err)
		}
	}
}

// TestCrash leaves behind what a process leaves that dies at each step of Save, and goes on.
func TestCrash(t *testing.T) {
	content := sampleContent("a.jpg")
	id := hexOf(content)
	half := func(dir, name string, b []byte) error { return os.WriteFile(filepath.Join(dir, name), b, 0o600) }
	steps := map[string]func(dir string) error{
		"while the file came in": func(dir string) error { return half(dir, "tmp/in-1", content[:100]) },
		"before the record": func(dir string) error {
			return errors.Join(os.MkdirAll(filepath.Join(dir, "files", id[:2]), 0o700), half(dir, "files/"+original(id), content))
		},
		"in the chain's line": func(dir string) error {
			b, err := os.ReadFile(filepath.Join(dir, "chain.jsonl"))
			return errors.Join(err, half(dir, "chain.jsonl", append(b, b[:len(b)/2]...)))
		},
	}
	for name, crash := range steps {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := open(t, dir)
			save(t, s, dialogue.File{Name: "before.txt"}, []byte("saved before"))
			if err := errors.Join(s.Close(), crash(dir)); err != nil {
				t.Fatal(err)
			}
			s = open(t, dir)
			save(t, s, dialogue.File{Name: "a.jpg"}, content)
			if err := s.Verify(t.Context()); err != nil {
				t.Errorf("after the crash and a second try: %v", err)
			}
			if left, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(left) > 0 {
				t.Errorf("tmp still holds %v (%v)", left, err)
			}
		})
	}
}

func TestUnfinishedFilesOfOthersStay(t *testing.T) {
	dir := t.TempDir()
	open(t, dir)
	busy := filepath.Join(dir, "tmp", "in-busy")
	if err := os.WriteFile(busy, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if alone, err := tryLock(mustOpen(t, filepath.Join(dir, "lock"))); alone || err != nil {
		t.Skip("no file locks on this system")
	}
	open(t, dir)
	if _, err := os.Stat(busy); err != nil {
		t.Errorf("a second store swept a file that the first may be writing: %v", err)
	}
}

func mustOpen(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func TestVerifyNamesTheFault(t *testing.T) {
	a, b := sampleContent("a.jpg"), sampleContent("b.jpg")
	id := hexOf(a)
	edit := func(name string, change func([]byte) []byte) func(string) error {
		return func(dir string) error {
			path := filepath.Join(dir, name)
			content, err := os.ReadFile(path)
			return errors.Join(err, os.WriteFile(path, change(content), 0o600))
		}
	}
	flip := func(b []byte) []byte { b[len(b)/2] ^= 1; return b }
	cases := map[string]struct {
		tamper func(dir string) error
		names  string
	}{
		"changed original":   {edit("files/"+original(id), flip), id + " was changed"},
		"changed thumbnail":  {edit("files/"+thumbnail(id), flip), id + ".jpg was changed"},
		"changed record":     {edit("files/"+sidecar(id, 1), flip), id + ".1.json was changed"},
		"missing original":   {func(d string) error { return os.Remove(filepath.Join(d, "files", original(id))) }, id + " is missing"},
		"missing record":     {func(d string) error { return os.Remove(filepath.Join(d, "files", sidecar(id, 1))) }, id + ".1.json is missing"},
		"file added":         {func(d string) error { return os.WriteFile(filepath.Join(d, "files", "planted.jpg"), a, 0o600) }, "planted.jpg is not in the chain"},
		"changed line":       {edit("chain.jsonl", func(b []byte) []byte { return bytes.Replace(b, []byte("2026-03-02"), []byte("2026-03-01"), 1) }), "line 2 of the chain does not follow"},
		"line taken out":     {edit("chain.jsonl", func(b []byte) []byte { return b[bytes.IndexByte(b, '\n')+1:] }), "line 1 of the chain does not follow"},
		"end cut off":        {edit("chain.jsonl", func(b []byte) []byte { return b[:bytes.IndexByte(b, '\n')+1] }), hexOf(b) + " is not in the chain"},
		"chain thrown away":  {func(d string) error { return os.Remove(filepath.Join(d, "chain.jsonl")) }, "not in the chain"},
		"rubbish appended":   {edit("chain.jsonl", func(b []byte) []byte { return append(b, "{}\n"...) }), "line 3 of the chain cannot be read"},
		"endless line added": {edit("chain.jsonl", func(b []byte) []byte { return append(b, strings.Repeat("x", 5000)+"\n"...) }), "line 3 of the chain cannot be read"},
	}
	for name, c := range cases {
		for _, reopened := range []bool{true, false} {
			t.Run(fmt.Sprintf("%s/reopened %v", name, reopened), func(t *testing.T) {
				dir := t.TempDir()
				s := open(t, dir)
				save(t, s, dialogue.File{Name: "a.jpg"}, a)
				save(t, s, dialogue.File{Name: "b.jpg"}, b)
				if err := c.tamper(dir); err != nil {
					t.Fatal(err)
				}
				if reopened {
					_ = s.Close()
					s = open(t, dir)
				}
				err := s.Verify(t.Context())
				if !errors.Is(err, ErrTampered) || !strings.Contains(err.Error(), c.names) {
					t.Errorf("Verify: %v, want ErrTampered that says %q", err, c.names)
				}
				if ev, err := s.Save(t.Context(), dialogue.File{}, strings.NewReader("and on it goes")); err != nil || ev.Problem != "" {
					t.Errorf("saving stopped: %+v, %v", ev, err)
				}
				if err := s.Verify(t.Context()); !errors.Is(err, ErrTampered) {
					t.Errorf("Verify after another file: %v, want the fault still found", err)
				}
			})
		}
	}
}

func TestChangedFilesAreNotShown(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	ev := save(t, s, dialogue.File{Name: "a.jpg"}, sampleContent("a.jpg"))
	for _, name := range []string{original(ev.ID), thumbnail(ev.ID)} {
		if err := os.WriteFile(filepath.Join(dir, "files", name), sampleContent("b.jpg"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for how, f := range map[string]show{"thumbnail": s.Thumbnail, "view": s.View, "original": s.Original} {
		if _, _, err := f(t.Context(), ev.ID); !errors.Is(err, ErrTampered) {
			t.Errorf("%s of a changed file: %v, want ErrTampered", how, err)
		}
	}
}

func TestMissingThumbnailIsMadeAgain(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	ev := save(t, s, dialogue.File{Name: "a.jpg"}, sampleContent("a.jpg"))
	before, _, err := s.Thumbnail(t.Context(), ev.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(dir, "files", thumbnail(ev.ID))); err != nil {
		t.Fatal(err)
	}
	if after, _, err := s.Thumbnail(t.Context(), ev.ID); err != nil || !bytes.Equal(before, after) {
		t.Errorf("thumbnail made again differs (%v)", err)
	}
	if err := s.Verify(t.Context()); err != nil {
		t.Errorf("Verify: %v", err)
	}
}

func TestDelete(t *testing.T) {
	for name, s := range stores(t, Options{}) {
		t.Run(name, func(t *testing.T) {
			file := dialogue.File{Name: "secret name.jpg", Kind: "photo"}
			ev := save(t, s, file, sampleContent("a.jpg"))
			save(t, s, dialogue.File{Name: "other.jpg"}, sampleContent("a.jpg"))
			keep := save(t, s, dialogue.File{Name: "b.jpg"}, sampleContent("b.jpg"))
			if err := s.Delete(t.Context(), ev.ID); err != nil {
				t.Fatal(err)
			}
			if _, _, err := s.Original(t.Context(), ev.ID); !errors.Is(err, ErrNotFound) {
				t.Errorf("original after deletion: %v, want ErrNotFound", err)
			}
			if err := s.Delete(t.Context(), ev.ID); !errors.Is(err, ErrNotFound) {
				t.Errorf("second deletion: %v, want ErrNotFound", err)
			}
			left := 0
			if err := s.blobs.names(func(name string) error {
				if strings.Contains(name, ev.ID) {
					t.Errorf("%s is still there", name)
				}
				left++
				return nil
			}); err != nil || left != 3 {
				t.Errorf("%d files left (%v), want the three of %s", left, err, keep.ID)
			}
			if err := s.Verify(t.Context()); err != nil {
				t.Errorf("Verify after deletion: %v", err)
			}
			if again := save(t, s, file, sampleContent("a.jpg")); again.ID != ev.ID {
				t.Errorf("saved again as %s, want %s", again.ID, ev.ID)
			}
			if err := s.Verify(t.Context()); err != nil {
				t.Errorf("Verify after saving again: %v", err)
			}
		})
	}
}

func TestInterruptedDeletionIsFinished(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	ev := save(t, s, dialogue.File{Name: "a.jpg"}, sampleContent("a.jpg"))
	path := filepath.Join(dir, "files", original(ev.ID))
	if err := s.Delete(t.Context(), ev.ID); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Close(), os.WriteFile(path, sampleContent("a.jpg"), 0o600)); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the deleted file is still there (%v)", err)
	}
}

func TestChainHoldsNoNames(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	save(t, s, dialogue.File{Name: "Jane Doe passport.jpg"}, sampleContent("a.jpg"))
	if b, err := os.ReadFile(filepath.Join(dir, "chain.jsonl")); err != nil || bytes.Contains(b, []byte("Jane")) {
		t.Errorf("the chain cannot be erased and holds a name: %s (%v)", b, err)
	}
}
