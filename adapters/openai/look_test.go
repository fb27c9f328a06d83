package openai

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"amends/bot"
)

// aPicture is a small one, as PNG or JPEG.
func aPicture(t testing.TB, kind string, width, height int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, width, height))
	img.Set(1, 1, color.White)
	var b bytes.Buffer
	err := png.Encode(&b, img)
	if kind == "image/jpeg" {
		b.Reset()
		err = jpeg.Encode(&b, img, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLook(t *testing.T) {
	for content, want := range map[string]bot.Sight{
		`{"shows":"item"}`: bot.SightItem, `{"shows":"damage"}`: bot.SightDamage, `{"shows":"label"}`: bot.SightLabel, "```json\n{\"shows\":\"unreadable\"}\n```": bot.SightUnreadable,
		`{"shows":"other"}`: "", `{"shows":"fraud"}`: "", `{"shows":"The buyer lies"}`: "", `{"shows":""}`: "",
	} {
		for _, kind := range []string{"image/png", "image/jpeg"} {
			r, w := newWriter(t, says(content))
			got, err := w.Look(t.Context(), "c", aPicture(t, kind, 20, 10), kind)
			if got != want || err != nil || r.calls[0].Purpose != Look {
				t.Errorf("%s: %q, error %v, want %q", content, got, err, want)
			}
		}
	}
}

// Only the pixels of a picture leave.
func TestLookShowsPixelsAlone(t *testing.T) {
	picture := append(aPicture(t, "image/jpeg", 20, 10), "GPS 47.60 N, Robin's phone"...)
	picture = append(picture[:2:2], append([]byte{0xff, 0xfe, 0, 12, 's', 'e', 'c', 'r', 'e', 't', ' ', 'p', 'l', 'a'}, picture[2:]...)...)
	r, w := newWriter(t, says(`{"shows":"item"}`))
	if _, err := w.Look(t.Context(), "c", picture, "image/jpeg"); err != nil {
		t.Fatal(err)
	}
	var body struct {
		Messages []struct{ Content json.RawMessage }
	}
	if err := json.Unmarshal([]byte(r.wire.bodies[0]), &body); err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(body.Messages[1].Content), "base64,")
	data, err := base64.StdEncoding.DecodeString(rest[:strings.IndexByte(rest, '"')])
	if err != nil || bytes.Contains(data, []byte("secret")) || bytes.Contains(data, []byte("GPS")) {
		t.Errorf("error %v, the picture leaves with what was beside its pixels", err)
	}
	if img, err := jpeg.Decode(bytes.NewReader(data)); err != nil || img.Bounds().Dx() != 20 {
		t.Errorf("what leaves is no such picture: %v", err)
	}
}

func TestNoPictures(t *testing.T) {
	good := aPicture(t, "image/png", 20, 10)
	for name, test := range map[string]struct {
		data []byte
		kind string
	}{
		"a PDF": {[]byte("%PDF-1.7"), "application/pdf"}, "a PDF that says it is a picture": {[]byte("%PDF-1.7"), "image/png"}, "another kind": {good, "image/jpeg"}, "HTML": {good, "image/svg+xml"},
		"nothing": {nil, "image/png"}, "half": {good[:len(good)/2], "image/png"}, "large": {make([]byte, mostPicture+1), "image/png"},
		"a bomb": {aPicture(t, "image/png", 9000, 1000), "image/png"},
	} {
		r, w := newWriter(t, says(`{"shows":"item"}`))
		got, err := w.Look(t.Context(), "c", test.data, test.kind)
		if got != "" || !errors.Is(err, ErrNoPicture) || r.wire.requests() != 0 {
			t.Errorf("%s: %q, error %v, %d requests, want it refused", name, got, err, r.wire.requests())
		}
	}
}

// A model that cannot see is shown one picture, and texts go on being read.
func TestAModelThatCannotSee(t *testing.T) {
	r, w := newWriter(t, &wire{respond: func(_ int, a asked) (int, string) {
		if strings.HasPrefix(string(a.Messages[1].Content), "look") {
			return 400, `{"error":{"message":"This model does not support image_url content","type":"invalid_request_error"}}`
		}
		return 200, completion(sad, "stop")
	}}, func(c *Config) { c.Use = Always })
	for i := range 2 * mostFailures {
		got, err := w.Look(t.Context(), "c", aPicture(t, "image/png", 20, 10), "image/png")
		if got != "" || (err != nil) != (i == 0) || r.wire.requests() != 1 {
			t.Fatalf("picture %d: %q, error %v, %d requests, want one request in all", i, got, err, r.wire.requests())
		}
	}
	if in := r.read(fresh(), odd); in.By != By {
		t.Errorf("texts are not read any more: %s", r.last())
	}
}
