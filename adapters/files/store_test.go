package files

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"amends/dialogue"

	"github.com/google/go-cmp/cmp"
)

func at() time.Time { return time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC) }

func save(t testing.TB, s *Store, f dialogue.File, content []byte) dialogue.Evidence {
	t.Helper()
	ev, err := s.Save(t.Context(), f, bytes.NewReader(content))
	if err != nil {
		t.Fatalf("save %s: %v", f.Name, err)
	}
	return ev
}

type show func(context.Context, string) ([]byte, string, error)

func shows(s *Store) map[string]show {
	return map[string]show{"thumbnail": s.Thumbnail, "view": s.View}
}

// stores are the implementations that every story is played on.
func stores(t *testing.T, opt Options) map[string]*Store {
	t.Helper()
	opt.Now = at
	folder, err := Open(t.TempDir(), opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = folder.Close() })
	return map[string]*Store{"folder": folder, "memory": Memory(opt)}
}

func TestSaveAndShow(t *testing.T) {
	content := withExif(mustEncode(t, photograph(3, 2400, 1200)), phoneExif(binary.BigEndian, 1))
	for name, s := range stores(t, Options{}) {
		t.Run(name, func(t *testing.T) {
			got := save(t, s, dialogue.File{Name: `C:\me\item.jpg`, Kind: "photo", Size: int64(len(content))}, content)
			want := dialogue.Evidence{ID: hexOf(content), Name: "item.jpg", MIME: "image/jpeg", Size: int64(len(content)),
				Width: 2400, Height: 1200, Hash: got.Hash, Kind: "photo"}
			if diff := cmp.Diff(want, got); diff != "" || len(got.Hash) != 16 {
				t.Errorf("evidence differs (-want +got):\n%s", diff)
			}
			for how, size := range map[string]string{"thumbnail": "480x240", "view": "2048x1024"} {
				b, _, err := shows(s)[how](t.Context(), got.ID)
				if err != nil {
					t.Fatalf("%s: %v", how, err)
				}
				if conf, err := codecOf(mimeJPEG).config(bytes.NewReader(b)); err != nil || fmt.Sprintf("%dx%d", conf.Width, conf.Height) != size {
					t.Errorf("%s is %dx%d (%v), want %s", how, conf.Width, conf.Height, err, size)
				}
			}
			if err := s.Verify(t.Context()); err != nil {
				t.Errorf("Verify: %v", err)
			}
		})
	}
}

func TestSameBytesAreStoredOnce(t *testing.T) {
	content := sampleContent("a.jpg")
	for name, s := range stores(t, Options{}) {
		t.Run(name, func(t *testing.T) {
			for _, n := range []string{"a.jpg", "a.jpg", "b.jpg", "a.jpg"} {
				if ev := save(t, s, dialogue.File{Name: n, Kind: "photo"}, content); ev.Name != n || ev.ID != hexOf(content) {
					t.Errorf("saved as %s with ID %s, want %s with the hash of its content", ev.Name, ev.ID, n)
				}
			}
			recs, err := s.Records(t.Context(), hexOf(content))
			if err != nil || len(recs) != 2 || recs[0].Name != "a.jpg" || recs[1].Name != "b.jpg" || !recs[0].Received.Equal(at()) {
				t.Errorf("records %+v, %v, want one of each name", recs, err)
			}
			for i := range 2 * maxNames {
				save(t, s, dialogue.File{Name: fmt.Sprintf("copy %d.jpg", i)}, content)
			}
			if recs, err := s.Records(t.Context(), hexOf(content)); err != nil || len(recs) != maxNames {
				t.Errorf("%d records, %v, want no more than %d", len(recs), err, maxNames)
			}
			if err := s.Verify(t.Context()); err != nil {
				t.Errorf("Verify: %v", err)
			}
		})
	}
}

// bomb is the header of a PNG that announces w x h pixels.
func bomb(w, h uint32) []byte {
	head := append([]byte("IHDR"), binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)...)
	head = append(head, 8, 6, 0, 0, 0)
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return append(b, binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(head))...)
}

func TestHostileFiles(t *testing.T) {
	jpg, pngFile := sampleContent("a.jpg"), sampleContent("a.png")
	const zip = "PK\x03\x04\x14\x00\x00\x00\x08\x00"
	cases := []struct {
		name, file, kind string
		content          []byte
		problem          dialogue.EvidenceProblem
		wantKind         string
	}{
		{"zero bytes", "a.jpg", "photo", nil, dialogue.Empty, "photo"},
		{"one byte", "a.jpg", "photo", []byte{0}, dialogue.WrongType, "photo"},
		{"program as photo", "a.jpg", "photo", []byte("MZ\x90\x00\x03\x00\x00\x00"), dialogue.WrongType, "photo"},
		{"ELF", "a", "file", []byte("\x7fELF\x02\x01\x01\x00"), dialogue.WrongType, "file"},
		{"zip", "a.zip", "file", []byte(zip), dialogue.WrongType, "file"},
		{"office document", "a.docx", "file", []byte(zip + "[Content_Types].xml"), dialogue.WrongType, "file"},
		{"html", "a.txt", "file", []byte("<!DOCTYPE html><html>"), dialogue.WrongType, "file"},
		{"html after a text", "a.txt", "file", []byte("Dear all,\n<SCRIPT>alert(1)</SCRIPT>"), dialogue.WrongType, "file"},
		{"svg", "a.png", "photo", []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), dialogue.WrongType, "photo"},
		{"svg behind a byte order mark", "a.svg", "photo", []byte("\xEF\xBB\xBF \n<svg/>"), dialogue.WrongType, "photo"},
		{"shell script", "a.txt", "file", []byte("#!/bin/sh\nrm -rf /\n"), dialogue.WrongType, "file"},
		{"program behind a text", "a.txt", "file", append(bytes.Repeat([]byte("text "), 2000), 0, 1, 2), dialogue.WrongType, "file"},
		{"avif", "a.avif", "photo", appendBox(nil, "ftyp", "avif\x00\x00\x00\x00avif"), dialogue.WrongType, "photo"},
		{"matroska", "a.mkv", "video", []byte("\x1A\x45\xDF\xA3\x8B\x42\x82\x88matroska"), dialogue.WrongType, "video"},
		{"ogg video", "a.ogv", "video", []byte("OggS\x00\x02 \x80theora"), dialogue.WrongType, "video"},
		{"half a jpeg", "a.jpg", "photo", jpg[:len(jpg)/2], dialogue.Unreadable, "photo"},
		{"half a png", "a.png", "photo", pngFile[:len(pngFile)/2], dialogue.Unreadable, "photo"},
		{"jpeg of noise", "a.jpg", "photo", []byte("\xFF\xD8\xFF\xE0 noise"), dialogue.Unreadable, "photo"},
		{"gif that is a script", "a.gif", "photo", []byte("GIF89a/*<script>*/=1;"), dialogue.TooLarge, "photo"},
		{"webp of noise", "a.webp", "photo", []byte("RIFF\xff\xff\xff\xffWEBPVP8 \xff\xff\xff\xff"), dialogue.Unreadable, "photo"},
		{"announced pixels", "a.png", "photo", bomb(60_000, 60_000), dialogue.TooLarge, "photo"},
		{"overflowing pixels", "a.png", "photo", bomb(0x7FFFFFFF, 0x7FFFFFFF), dialogue.Unreadable, "photo"},
		{"long and thin", "a.png", "photo", bomb(12_001, 1), dialogue.TooLarge, "photo"},
		{"just over the pixels", "a.png", "photo", bomb(10_000, 5_001), dialogue.TooLarge, "photo"},
		{"pdf as photo", "a.jpg", "photo", samplePDF("x"), "", "file"},
		{"photo as file", "a.pdf", "file", jpg, "", "photo"},
		{"video as photo", "a.jpg", "photo", sampleBMFF("isom", "x"), "", "video"},
		{"voice as file", "a.bin", "file", sampleContent("a.ogg"), "", "voice"},
		{"sticker", "a.webp", "sticker", pngFile, "", "sticker"},
		{"jpeg and zip in one", "a.jpg", "photo", append(bytes.Clone(jpg), zip...), "", "photo"},
		{"huge EXIF", "a.jpg", "photo", withExif(jpg, append(phoneExif(binary.BigEndian, 1), make([]byte, 64_000)...)), "", "photo"},
		{"EXIF that points at itself", "a.jpg", "photo", withExif(jpg, newExif(binary.LittleEndian).directory(testEntry{tag: tagExifIFD, long: 8}).buf), "", "photo"},
	}
	for where, s := range stores(t, Options{}) {
		for _, c := range cases {
			t.Run(where+"/"+c.name, func(t *testing.T) {
				got := save(t, s, dialogue.File{Name: c.file, Kind: c.kind}, c.content)
				if got.Problem != c.problem || got.Kind != c.wantKind {
					t.Errorf("problem %q and kind %q, want %q and %q", got.Problem, got.Kind, c.problem, c.wantKind)
				}
				if c.problem != "" && (got.ID != "" || got.MIME != "" || got.Hash != "" || got.Width != 0) {
					t.Errorf("evidence with a problem is %+v, want name, kind and size only", got)
				}
			})
		}
		if err := s.Verify(t.Context()); err != nil {
			t.Errorf("%s: refused files left something behind: %v", where, err)
		}
	}
}

func TestSizeLimits(t *testing.T) {
	opt := Options{Photo: 40_000, Video: 60_000, Other: 50_000}
	unread := iotest.ErrReader(errors.New("was read"))
	endless := func(head []byte) io.Reader { return io.MultiReader(bytes.NewReader(head), zeros{}) }
	text := io.MultiReader(strings.NewReader(strings.Repeat("a", 50_000)), strings.NewReader("b"))
	cases := []struct {
		name    string
		file    dialogue.File
		content io.Reader
		problem dialogue.EvidenceProblem
	}{
		{"announced photo", dialogue.File{Kind: "photo", Size: 40_001}, unread, dialogue.TooLarge},
		{"announced video", dialogue.File{Kind: "video", Size: 60_001}, unread, dialogue.TooLarge},
		{"announced voice", dialogue.File{Kind: "voice", Size: 50_001}, unread, dialogue.TooLarge},
		{"announced file", dialogue.File{Kind: "file", Size: 60_001}, unread, dialogue.TooLarge},
		{"file that is a photo", dialogue.File{Kind: "file", Size: 45_000}, endless(sampleContent("a.jpg")[:1000]), dialogue.TooLarge},
		{"endless photo", dialogue.File{Kind: "photo", Size: 10}, endless(sampleContent("a.jpg")), dialogue.TooLarge},
		{"endless video", dialogue.File{Kind: "video"}, endless(sampleContent("a.mp4")), dialogue.TooLarge},
		{"video as file", dialogue.File{Kind: "file", Size: 55_000}, io.LimitReader(endless(sampleContent("a.mp4")), 55_000), ""},
		{"text of one byte too many", dialogue.File{Kind: "file"}, text, dialogue.TooLarge},
		{"text that just fits", dialogue.File{Kind: "file"}, strings.NewReader(strings.Repeat("a", 50_000)), ""},
	}
	for _, c := range cases {
		got, err := Memory(opt).Save(t.Context(), c.file, c.content)
		if err != nil || got.Problem != c.problem {
			t.Errorf("%s: problem %q, %v, want %q", c.name, got.Problem, err, c.problem)
		}
	}
}

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestFailures(t *testing.T) {
	broken := errors.New("connection reset")
	for name, s := range stores(t, Options{}) {
		for _, head := range []string{"", strings.Repeat("text", 2000)} {
			_, err := s.Save(t.Context(), dialogue.File{Kind: "file"}, io.MultiReader(strings.NewReader(head), iotest.ErrReader(broken)))
			if !errors.Is(err, broken) {
				t.Errorf("%s: after %d bytes the connection broke: %v, want that error", name, len(head), err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Save(ctx, dialogue.File{Kind: "photo"}, bytes.NewReader(sampleContent("a.jpg"))); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: Save with a cancelled context: %v", name, err)
		}
		for _, id := range []string{"", "../../etc/passwd", strings.Repeat("a", 64), strings.Repeat("/", 64)} {
			for how, f := range map[string]show{"thumbnail": s.Thumbnail, "view": s.View, "original": s.Original} {
				if _, _, err := f(t.Context(), id); !errors.Is(err, ErrNotFound) {
					t.Errorf("%s: %s of %q: %v, want ErrNotFound", name, how, id, err)
				}
			}
			if err := s.Delete(t.Context(), id); !errors.Is(err, ErrNotFound) {
				t.Errorf("%s: Delete of %q: %v, want ErrNotFound", name, id, err)
			}
		}
		if err := s.Verify(t.Context()); err != nil {
			t.Errorf("%s: failed saves left something behind: %v", name, err)
		}
	}
}

func TestFilesThatAreNotPictures(t *testing.T) {
	s := Memory(Options{})
	for name, mime := range map[string]string{"a.pdf": mimePDF, "a.txt": mimeText, "a.ogg": mimeOGG} {
		content := sampleContent(name)
		ev := save(t, s, dialogue.File{Name: name, Kind: "file"}, content)
		if b, m, err := s.View(t.Context(), ev.ID); err != nil || m != mime || !bytes.Equal(b, content) {
			t.Errorf("view of %s: %s, %v, want its own bytes as %s", name, m, err, mime)
		}
		if _, _, err := s.Thumbnail(t.Context(), ev.ID); !errors.Is(err, ErrNoView) {
			t.Errorf("thumbnail of %s: %v, want ErrNoView", name, err)
		}
	}
	heic := save(t, s, dialogue.File{Name: "a.heic", Kind: "file"}, sampleContent("a.heic"))
	if heic.Kind != "photo" || heic.MIME != mimeHEIC || heic.Problem != "" {
		t.Errorf("HEIC became %+v, want a photo without a problem", heic)
	}
	if _, _, err := s.View(t.Context(), heic.ID); !errors.Is(err, ErrNoView) {
		t.Errorf("view of HEIC: %v, want ErrNoView", err)
	}
}

func TestVideoShowsNoPlace(t *testing.T) {
	place := string(appendBox(nil, "udta", string(appendBox(nil, "\xa9xyz", "+47.6062-122.3321/"))))
	trak := string(appendBox(nil, "trak", string(appendBox(nil, "tkhd", "track"))+place))
	video := appendBox(appendBox(nil, "ftyp", "mp42\x00\x00\x00\x00mp42"), "moov", string(appendBox(nil, "mvhd", "movie"))+trak+place)
	video = appendBox(video, "mdat", "the pictures")
	s := Memory(Options{})
	ev := save(t, s, dialogue.File{Kind: "video"}, video)
	got, mime, err := s.View(t.Context(), ev.ID)
	if err != nil || mime != mimeMP4 || len(got) != len(video) {
		t.Fatalf("view: %d bytes of %s, %v, want %d bytes of video", len(got), mime, err, len(video))
	}
	if bytes.Contains(got, []byte("47.6062")) || !bytes.Contains(got, []byte("the pictures")) || !bytes.Contains(got, []byte("track")) {
		t.Errorf("view is %q, want the place blanked and the rest left", got)
	}
	if b, _, err := s.Original(t.Context(), ev.ID); err != nil || !bytes.Equal(b, video) {
		t.Errorf("the original changed (%v)", err)
	}
}

func TestManyAtOnce(t *testing.T) {
	for name, s := range stores(t, Options{Pixels: 100_000}) {
		var wg sync.WaitGroup
		for i := range 24 {
			wg.Go(func() {
				content := sampleContent(fmt.Sprintf("%d.jpg", i%8))
				ev, err := s.Save(t.Context(), dialogue.File{Name: fmt.Sprintf("%d.jpg", i), Kind: "photo"}, bytes.NewReader(content))
				if err != nil || ev.Problem != "" {
					t.Errorf("%s: save %d: %+v, %v", name, i, ev, err)
				}
				if _, _, err := s.Thumbnail(t.Context(), ev.ID); err != nil {
					t.Errorf("%s: thumbnail %d: %v", name, i, err)
				}
			})
		}
		wg.Wait()
		if err := s.Verify(t.Context()); err != nil {
			t.Errorf("%s: Verify: %v", name, err)
		}
		if lines, hash, err := s.Head(t.Context()); err != nil || lines != 24 || len(hash) != 64 {
			t.Errorf("%s: chain of %d lines with hash %q, %v, want 24 lines", name, lines, hash, err)
		}
	}
}

func FuzzSave(f *testing.F) {
	for _, name := range []string{"a.jpg", "a.png", "a.gif", "a.mp4", "a.ogg", "a.pdf", "a.txt", "a.heic"} {
		f.Add(name, "photo", sampleContent(name))
	}
	f.Add("a.webp", "file", webpWithExif(phoneExif(binary.LittleEndian, 6)))
	f.Add("bomb.png", "photo", bomb(60_000, 60_000))
	f.Fuzz(func(t *testing.T, name, kind string, content []byte) {
		s := Memory(Options{Pixels: 1 << 18, Side: 1 << 12})
		ev, err := s.Save(t.Context(), dialogue.File{Name: name, Kind: kind}, bytes.NewReader(content))
		if err != nil {
			t.Fatalf("Save: %v", err)
		}
		if ev.Problem == "" && ev.ID != hexOf(content) || ev.Problem != "" && ev.ID != "" {
			t.Errorf("evidence %+v, want either a problem or the ID of the content", ev)
		}
		if len([]rune(ev.Name)) > nameRunes || strings.ContainsAny(ev.Name, "/\\\x00\n") {
			t.Errorf("name %q was not cleaned", ev.Name)
		}
		if ev.Problem == "" {
			if b, mime, err := s.View(t.Context(), ev.ID); err == nil && mime == mimeJPEG {
				checkBare(t, "view", b)
			} else if err != nil && !errors.Is(err, ErrNoView) {
				t.Errorf("View: %v", err)
			}
		}
		if err := s.Verify(t.Context()); err != nil {
			t.Errorf("Verify: %v", err)
		}
	})
}
