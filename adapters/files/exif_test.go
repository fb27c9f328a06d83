package files

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// exifBuilder writes EXIF data for tests: directories of entries, with longer values behind them.
type exifBuilder struct {
	order binary.AppendByteOrder
	buf   []byte
}

func newExif(order binary.AppendByteOrder) *exifBuilder {
	b := &exifBuilder{order: order, buf: []byte("II*\x00")}
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b.buf = []byte("MM\x00*")
	}
	b.buf = order.AppendUint32(b.buf, 8)
	return b
}

type testEntry struct {
	tag   uint16
	text  string // ASCII when set
	short uint16 // SHORT when set
	long  uint32 // LONG otherwise
}

func (b *exifBuilder) directory(entries ...testEntry) *exifBuilder {
	b.buf = b.order.AppendUint16(b.buf, uint16(len(entries)))
	behind := len(b.buf) + 12*len(entries) + 4
	var texts []byte
	for _, e := range entries {
		b.buf = b.order.AppendUint16(b.buf, e.tag)
		switch {
		case e.text != "":
			b.buf = b.order.AppendUint16(b.buf, typeASCII)
			b.buf = b.order.AppendUint32(b.buf, uint32(len(e.text)+1))
			if len(e.text) < 4 {
				b.buf = append(b.buf, (e.text + "\x00\x00\x00\x00")[:4]...)
				continue
			}
			b.buf = b.order.AppendUint32(b.buf, uint32(behind+len(texts)))
			texts = append(texts, e.text+"\x00"...)
		case e.short != 0:
			b.buf = b.order.AppendUint16(b.buf, typeShort)
			b.buf = b.order.AppendUint32(b.buf, 1)
			b.buf = b.order.AppendUint16(b.buf, e.short)
			b.buf = append(b.buf, 0, 0)
		default:
			b.buf = b.order.AppendUint16(b.buf, typeLong)
			b.buf = b.order.AppendUint32(b.buf, 1)
			b.buf = b.order.AppendUint32(b.buf, e.long)
		}
	}
	b.buf = append(b.order.AppendUint32(b.buf, 0), texts...)
	return b
}

// phoneExif is what a phone writes: device, orientation, time, and the place.
func phoneExif(order binary.AppendByteOrder, orientation int) []byte {
	first := func(exifAt, gpsAt uint32) *exifBuilder {
		return newExif(order).directory(
			testEntry{tag: tagMake, text: "Kamera AG"},
			testEntry{tag: tagModel, text: "K1"},
			testEntry{tag: tagOrientation, short: uint16(orientation)},
			testEntry{tag: tagSoftware, text: "Photo Editor 7"},
			testEntry{tag: tagExifIFD, long: exifAt},
			testEntry{tag: 0x8825, long: gpsAt},
		)
	}
	exifAt := uint32(len(first(0, 0).buf))
	second := func(b *exifBuilder) *exifBuilder {
		return b.directory(testEntry{tag: tagTaken, text: "2026:02:27 18:30:00"}, testEntry{tag: tagTakenZone, text: "-08:00"})
	}
	gpsAt := uint32(len(second(first(exifAt, 0)).buf))
	return second(first(exifAt, gpsAt)).directory(testEntry{tag: 1, text: "N"}, testEntry{tag: 2, text: "GPSPLACE 47.6062"}).buf
}

func TestParseExif(t *testing.T) {
	want := Camera{Taken: "2026:02:27 18:30:00 -08:00", Make: "Kamera AG", Model: "K1", Software: "Photo Editor 7", Orientation: 6}
	for name, order := range map[string]binary.AppendByteOrder{"little endian": binary.LittleEndian, "big endian": binary.BigEndian} {
		if diff := cmp.Diff(want, parseExif(phoneExif(order, 6))); diff != "" {
			t.Errorf("%s: parsed EXIF differs (-want +got):\n%s", name, diff)
		}
	}
}

func TestParseExifOfLiars(t *testing.T) {
	le := binary.LittleEndian
	manyEntries := append(le.AppendUint16(newExif(le).buf, 0xFFFF), bytes.Repeat([]byte{0}, 12*0xFFFF)...)
	cases := map[string]struct {
		data []byte
		want Camera
	}{
		"nothing":                 {nil, Camera{}},
		"only a header":           {newExif(le).buf, Camera{}},
		"directory out of bounds": {[]byte("II*\x00\xFF\xFF\xFF\xFF"), Camera{}},
		"directory in the header": {[]byte("II*\x00\x00\x00\x00\x00\x00\x00"), Camera{}},
		"directory of itself":     {newExif(le).directory(testEntry{tag: tagExifIFD, long: 8}, testEntry{tag: tagModel, text: "K1"}).buf, Camera{Model: "K1"}},
		"65535 empty entries":     {manyEntries, Camera{}},
		"orientation 9":           {newExif(le).directory(testEntry{tag: tagOrientation, short: 9}).buf, Camera{}},
		"orientation as text":     {newExif(le).directory(testEntry{tag: tagOrientation, text: "six"}).buf, Camera{}},
		"long text is cut":        {newExif(le).directory(testEntry{tag: tagMake, text: strings.Repeat("x", 60_000)}).buf, Camera{Make: strings.Repeat("x", maxText)}},
		"text with controls":      {newExif(le).directory(testEntry{tag: tagMake, text: "A\x1b[2J\u202eB\xff"}).buf, Camera{Make: "A[2JB"}},
	}
	for name, c := range cases {
		if diff := cmp.Diff(c.want, parseExif(c.data)); diff != "" {
			t.Errorf("%s: parsed EXIF differs (-want +got):\n%s", name, diff)
		}
	}
}

func FuzzExif(f *testing.F) {
	f.Add(phoneExif(binary.LittleEndian, 6))
	f.Add(phoneExif(binary.BigEndian, 3))
	f.Add([]byte("MM\x00*\xFF\xFF\xFF\xFF"))
	f.Add(withExif(sampleContent("a.jpg"), phoneExif(binary.LittleEndian, 1))[:400])
	f.Fuzz(func(t *testing.T, data []byte) {
		cameras := []Camera{parseExif(data), cameraOf(mimeJPEG, data), cameraOf(mimePNG, data), cameraOf(mimeWebP, data)}
		for _, c := range cameras {
			for _, text := range []string{c.Taken, c.Make, c.Model, c.Software} {
				if len(text) > 2*maxText+1 || text != printable(text) {
					t.Errorf("text %q of %d bytes, want it printable and short", text, len(text))
				}
			}
			if c.Orientation < 0 || c.Orientation > 8 {
				t.Errorf("orientation %d, want 0 to 8", c.Orientation)
			}
		}
	})
}
