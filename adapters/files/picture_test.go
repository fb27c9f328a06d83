package files

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"

	"amends/dialogue"

	"golang.org/x/image/draw"
)

// withExif puts an APP1 segment with EXIF data into a JPEG.
func withExif(picture, exif []byte) []byte {
	segment := append([]byte(exifPrefix), exif...)
	b := append([]byte{0xFF, 0xD8, 0xFF, 0xE1}, binary.BigEndian.AppendUint16(nil, uint16(len(segment)+2))...)
	return append(append(b, segment...), picture[2:]...)
}

// withChunk puts a chunk behind the header of a PNG.
func withChunk(picture []byte, kind string, data []byte) []byte {
	const head = 8 + 25
	b := append(bytes.Clone(picture[:head]), binary.BigEndian.AppendUint32(nil, uint32(len(data)))...)
	body := append([]byte(kind), data...)
	b = append(append(b, body...), binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(body))...)
	return append(b, picture[head:]...)
}

// corners is a w x h picture whose corners, clockwise from the top left, are red, green, blue and white.
func corners(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.Set(x, y, quarter(x >= w/2, y >= h/2))
		}
	}
	return m
}

func quarter(right, low bool) color.Color {
	switch {
	case !right && !low:
		return color.RGBA{255, 0, 0, 255}
	case right && !low:
		return color.RGBA{0, 255, 0, 255}
	case right:
		return color.RGBA{0, 0, 255, 255}
	}
	return color.RGBA{255, 255, 255, 255}
}

// looks names the colours of a picture's corners, clockwise from the top left.
func looks(m image.Image) string {
	b := m.Bounds()
	x0, y0, x1, y1 := b.Dx()/8, b.Dy()/8, b.Dx()*7/8, b.Dy()*7/8
	var s string
	for _, p := range []image.Point{{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}} {
		r, g, bl, _ := m.At(p.X, p.Y).RGBA()
		switch {
		case r > 0x8000 && g > 0x8000:
			s += "W"
		case r > 0x8000:
			s += "R"
		case g > 0x8000:
			s += "G"
		case bl > 0x8000:
			s += "B"
		default:
			s += "?"
		}
	}
	return s
}

func TestPicturesStandUpright(t *testing.T) {
	// storedAs[o] is how a picture lies in a file that says orientation o, so that upright it is red, green, blue, white.
	storedAs := map[int]string{1: "RGBW", 2: "GRWB", 3: "BWRG", 4: "WBGR", 5: "RWBG", 6: "GBWR", 7: "BGRW", 8: "WRGB"}
	for o := 1; o <= 8; o++ {
		t.Run(fmt.Sprint(o), func(t *testing.T) {
			w, h := 640, 400
			lying := image.NewRGBA(image.Rect(0, 0, w, h))
			upright := corners(w, h)
			if o >= 5 {
				upright = corners(h, w)
			}
			for y := range upright.Rect.Dy() {
				for x := range upright.Rect.Dx() {
					sx, sy := stored(x, y, w, h, o)
					lying.Set(sx, sy, upright.At(x, y))
				}
			}
			if got := looks(lying); got != storedAs[o] {
				t.Fatalf("a file of orientation %d lies as %s, want %s", o, got, storedAs[o])
			}
			checkUpright(t, withExif(mustEncode(t, lying), phoneExif(binary.BigEndian, o)), upright.Rect.Dx(), upright.Rect.Dy())
		})
	}
}

func checkUpright(t *testing.T, content []byte, w, h int) {
	s := Memory(Options{})
	ev := save(t, s, dialogue.File{Name: "a.jpg", Kind: "photo"}, content)
	if ev.Width != w || ev.Height != h {
		t.Errorf("evidence is %d x %d, want %d x %d", ev.Width, ev.Height, w, h)
	}
	for name, show := range shows(s) {
		b, mime, err := show(t.Context(), ev.ID)
		if err != nil || mime != mimeJPEG {
			t.Fatalf("%s: %s, %v", name, mime, err)
		}
		m, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s cannot be decoded: %v", name, err)
		}
		if got := looks(m); got != "RGBW" {
			t.Errorf("%s looks %s, want RGBW", name, got)
		}
		if (m.Bounds().Dx() > m.Bounds().Dy()) != (w > h) {
			t.Errorf("%s is %v, want the proportions of %d x %d", name, m.Bounds().Size(), w, h)
		}
	}
}

func TestDeskSeesNoMetadata(t *testing.T) {
	exif := phoneExif(binary.LittleEndian, 6)
	jpg := withExif(sampleContent("a.jpg"), exif)
	pictures := map[string][]byte{
		"jpeg":                        jpg,
		"jpeg with a second file":     append(bytes.Clone(jpg), "PK\x03\x04GPSPLACE<script>"...),
		"png with eXIf":               withChunk(sampleContent("a.png"), "eXIf", exif),
		"png with text":               withChunk(sampleContent("a.png"), "tEXt", []byte("Comment\x00GPSPLACE")),
		"webp with EXIF":              webpWithExif(exif),
		"jpeg with XMP and a comment": withExif(withSegment(withSegment(sampleContent("b.jpg"), 0xFE, "GPSPLACE"), 0xE1, "http://ns.adobe.com/xap/1.0/\x00GPSPLACE"), exif),
	}
	for name, content := range pictures {
		s := Memory(Options{})
		ev := save(t, s, dialogue.File{Kind: "photo"}, content)
		for how, show := range shows(s) {
			b, _, err := show(t.Context(), ev.ID)
			if err != nil {
				t.Fatalf("%s: %s: %v", name, how, err)
			}
			checkBare(t, name+": "+how, b)
		}
		if b, _, err := s.Original(t.Context(), ev.ID); err != nil || !bytes.Equal(b, content) {
			t.Errorf("%s: the original is not what was sent (%v)", name, err)
		}
	}
}

// checkBare fails when a JPEG holds any application segment or comment, or a trace of the place.
func checkBare(t *testing.T, what string, b []byte) {
	t.Helper()
	for i := 2; i+4 <= len(b) && b[i] == 0xFF && b[i+1] != 0xDA; i += 2 + int(binary.BigEndian.Uint16(b[i+2:])) {
		if m := b[i+1]; m >= 0xE0 && m <= 0xEF || m == 0xFE {
			t.Errorf("%s has a metadata segment %X, want none", what, m)
		}
	}
	for _, trace := range []string{"Exif", "GPSPLACE", "Kamera", "PK\x03\x04", "<script>"} {
		if bytes.Contains(b, []byte(trace)) {
			t.Errorf("%s still holds %q", what, trace)
		}
	}
}

func withSegment(picture []byte, marker byte, payload string) []byte {
	b := append([]byte{0xFF, 0xD8, 0xFF, marker}, binary.BigEndian.AppendUint16(nil, uint16(len(payload)+2))...)
	return append(append(b, payload...), picture[2:]...)
}

// tinyWebP is a lossless picture of one pixel.
const tinyWebP = "\x2f\x00\x00\x00\x00\x07\x10\xfd\x8f\xfe\x07\x22\xa2\xff\x01"

// webpWithExif is a WebP file with a header, a picture of one pixel and EXIF data.
func webpWithExif(exif []byte) []byte {
	chunk := func(kind, data string) string {
		return kind + string(binary.LittleEndian.AppendUint32(nil, uint32(len(data)))) + data + "\x00"[:len(data)%2]
	}
	body := "WEBP" + chunk("VP8X", "\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00") + chunk("VP8L", tinyWebP) + chunk("EXIF", string(exif))
	return []byte("RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body)
}

func TestCameraIsKept(t *testing.T) {
	exif := phoneExif(binary.LittleEndian, 1)
	for name, content := range map[string][]byte{
		"jpeg": withExif(sampleContent("a.jpg"), exif),
		"png":  withChunk(sampleContent("a.png"), "eXIf", exif),
		"webp": webpWithExif(exif),
	} {
		s := Memory(Options{})
		ev := save(t, s, dialogue.File{Kind: "photo"}, content)
		recs, err := s.Records(t.Context(), ev.ID)
		if err != nil || len(recs) != 1 || recs[0].Camera.Model != "K1" || recs[0].Camera.Taken == "" {
			t.Errorf("%s: records %+v, %v, want one with the camera", name, recs, err)
		}
	}
}

// photograph is a picture with soft shapes, as photographs have.
func photograph(seed uint64, w, h int) *image.RGBA {
	random := rand.New(rand.NewPCG(seed, 2))
	cells := image.NewRGBA(image.Rect(0, 0, 12, 9))
	for i := range cells.Pix {
		cells.Pix[i] = byte(random.UintN(256)) | byte(i%4/3*255)
	}
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.BiLinear.Scale(m, m.Rect, cells, cells.Rect, draw.Src, nil)
	return m
}

func TestHashFindsTheSamePictureAgain(t *testing.T) {
	for seed := range uint64(5) {
		m := photograph(seed, 640, 480)
		first := hashOf(t, mustEncode(t, m))
		small := image.NewRGBA(image.Rect(0, 0, 200, 150))
		draw.CatmullRom.Scale(small, small.Rect, m, m.Rect, draw.Src, nil)
		var rough, lossless bytes.Buffer
		if err := jpeg.Encode(&rough, m, &jpeg.Options{Quality: 25}); err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(&lossless, m); err != nil {
			t.Fatal(err)
		}
		for how, again := range map[string][]byte{"smaller": mustEncode(t, small), "rougher": rough.Bytes(), "as PNG": lossless.Bytes()} {
			if d := Distance(first, hashOf(t, again)); d > 10 {
				t.Errorf("picture %d %s is %d away, want at most 10", seed, how, d)
			}
		}
		if d := Distance(first, hashOf(t, mustEncode(t, photograph(seed+100, 640, 480)))); d <= 10 {
			t.Errorf("picture %d is only %d away from another one", seed, d)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"00000000000000ff", "00000000000000ff", 0},
		{"0000000000000000", "ffffffffffffffff", 64},
		{"0000000000000001", "0000000000000002", 2},
		{"", "", 64},
		{"xyz", "0000000000000000", 64},
	} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func hashOf(t *testing.T, content []byte) string {
	t.Helper()
	return save(t, Memory(Options{}), dialogue.File{Kind: "photo"}, content).Hash
}

func mustEncode(t testing.TB, m image.Image) []byte {
	t.Helper()
	b, err := encode(m)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// BenchmarkSave12Megapixels measures one photo of a phone, thumbnail included, in a folder.
func BenchmarkSave12Megapixels(b *testing.B) {
	m := photograph(1, 4000, 3000)
	for i := range m.Pix { // grain, so that the file is as large as a phone's
		m.Pix[i] ^= byte(i*i>>7) & 15
	}
	content := mustEncode(b, m)
	for b.Loop() {
		s, err := Open(b.TempDir(), Options{})
		if err != nil {
			b.Fatal(err)
		}
		ev, err := s.Save(b.Context(), dialogue.File{Kind: "photo"}, bytes.NewReader(content))
		if err != nil || ev.Problem != "" {
			b.Fatal(ev, err)
		}
		_ = s.Close()
	}
	b.ReportMetric(float64(len(content))/1e6, "MB")
}
