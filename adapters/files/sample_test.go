package files

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"amends/dialogue"

	"pgregory.net/rapid"
)

func TestSamplesAreAccepted(t *testing.T) {
	want := map[string]string{
		"item.jpg": mimeJPEG, "item": mimeJPEG, "label.PNG": mimePNG, "box.webp": mimePNG, "spin.gif": mimeGIF, "phone.heic": mimeHEIC,
		"fault.mp4": mimeMP4, "fault.mov": mimeMOV, "fault.webm": mimeWebM, "voice.ogg": mimeOGG, "voice.mp3": mimeMP3,
		"voice.m4a": mimeM4A, "receipt.pdf": mimePDF, "note.txt": mimeText,
	}
	s := Memory(Options{})
	for name, mime := range want {
		content, got := Sample(name)
		if got != mime {
			t.Errorf("sample %s is %q, want %s", name, got, mime)
		}
		if ev := save(t, s, dialogue.File{Name: name, Kind: "file"}, content); ev.Problem != "" || ev.MIME != mime {
			t.Errorf("sample %s was stored as %+v, want %s without a problem", name, ev, mime)
		}
		again, _ := Sample(name)
		if other, _ := Sample("other " + name); !bytes.Equal(content, again) || bytes.Equal(content, other) {
			t.Errorf("sample %s: want the same bytes again and others for another name", name)
		}
	}
}

func TestSamplePicturesLookDifferent(t *testing.T) {
	var hashes []string
	for i := range 30 {
		content, _ := Sample(fmt.Sprintf("photo%d.jpg", i))
		hashes = append(hashes, hashOf(t, content))
	}
	for i, a := range hashes {
		for _, b := range hashes[:i] {
			if d := Distance(a, b); d <= 10 {
				t.Errorf("two samples are only %d apart", d)
			}
		}
	}
}

func TestCleanName(t *testing.T) {
	for in, want := range map[string]string{
		"item.jpg":                          "item.jpg",
		"../../etc/passwd":                  "passwd",
		`C:\Users\me\Foto 1.jpg`:            "Foto 1.jpg",
		"..":                                "",
		".htaccess":                         "htaccess",
		"a\x00b\r\nc.jpg":                   "ab  c.jpg",
		"evil\u202egpj.exe":                 "evilgpj.exe",
		"caf\u00e9 \u5305\u88f9.png":        "caf\u00e9 \u5305\u88f9.png",
		"bad\xff\xfeutf.jpg":                "badutf.jpg",
		strings.Repeat("x", 300) + ".jpeg":  strings.Repeat("x", 95) + ".jpeg",
		"a." + strings.Repeat("long", 100):  "a." + strings.Repeat("long", 24) + "lo",
		strings.Repeat("\u00e9", 150) + "/": "",
	} {
		if got := cleanName(in); got != want {
			t.Errorf("cleanName(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCleanNameAlways(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		got := cleanName(string(rapid.SliceOf(rapid.Byte()).Draw(t, "name")))
		if n := utf8.RuneCountInString(got); n > nameRunes || !utf8.ValidString(got) || strings.ContainsAny(got, "/\\") || got != printable(got) {
			t.Fatalf("cleaned name is %q", got)
		}
		if cleanName(got) != got {
			t.Fatalf("cleaning %q again gives %q", got, cleanName(got))
		}
	})
}
