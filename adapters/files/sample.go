package files

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"image"
	"image/gif"
	"image/png"
	"io"
	"math/rand/v2"
	"path"
	"strings"

	"golang.org/x/image/draw"
)

const (
	sampleWidth  = 320 // pixels of a made-up picture
	sampleHeight = 240
)

// Sample makes up a small real file for a name that a script or a chat mentions: a picture, or by the name's ending a video,
// a sound, a PDF or a text. The same name gives the same bytes; other names give others, and pictures of other names look
// different. The MIME type is the content's: what cannot be written here (WebP) is a PNG whatever its name. Videos and sounds
// are recognised by their beginning but hold nothing to play.
func Sample(name string) (content []byte, mime string) {
	content = sampleContent(name)
	return content, sniff(content[:min(len(content), headSize)])
}

func sampleContent(name string) []byte {
	seed := seedOf(name)
	mark := fmt.Sprintf("Sample %016x", seed)
	switch strings.ToLower(path.Ext(name)) {
	case ".txt":
		return []byte(mark + ": " + cleanName(name) + "\n")
	case ".pdf":
		return samplePDF(mark)
	case ".mp4", ".m4v":
		return sampleBMFF("mp42", mark)
	case ".mov":
		return sampleBMFF("qt  ", mark)
	case ".heic", ".heif":
		return sampleBMFF("heic", mark)
	case ".m4a":
		return sampleBMFF("M4A ", mark)
	case ".webm":
		return append([]byte("\x1A\x45\xDF\xA3\x87\x42\x82\x84webm\xEC"), append([]byte{0x80 | byte(len(mark))}, mark...)...)
	case ".ogg", ".oga", ".opus":
		return append(oggPage(2, 0, opusHead()), oggPage(4, 1, opusTags(mark))...)
	case ".mp3":
		return sampleMP3(mark)
	case ".png", ".webp":
		return encodeSample(seed, png.Encode)
	case ".gif":
		return encodeSample(seed, func(w io.Writer, m image.Image) error { return gif.Encode(w, m, nil) })
	}
	return encodeSample(seed, func(w io.Writer, m image.Image) error {
		content, err := encode(m)
		if err == nil {
			_, err = w.Write(content)
		}
		return err
	})
}

func seedOf(name string) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, name) // cannot fail
	return h.Sum64()
}

// encodeSample draws a patchwork of soft colours that the seed chooses. Encoding a picture of this size into memory cannot fail.
func encodeSample(seed uint64, encode func(io.Writer, image.Image) error) []byte {
	random := rand.New(rand.NewPCG(seed, 1))
	cells := image.NewRGBA(image.Rect(0, 0, 9, 8))
	for i := range cells.Pix {
		cells.Pix[i] = byte(random.UintN(256))
		if i%4 == 3 {
			cells.Pix[i] = 0xFF // opaque
		}
	}
	img := image.NewRGBA(image.Rect(0, 0, sampleWidth, sampleHeight))
	draw.BiLinear.Scale(img, img.Rect, cells, cells.Rect, draw.Src, nil)
	var buf bytes.Buffer
	if err := encode(&buf, img); err != nil {
		panic("encode sample picture: " + err.Error())
	}
	return buf.Bytes()
}

// sampleBMFF writes the two boxes that every such file has: its type and its data.
func sampleBMFF(brand, mark string) []byte {
	b := appendBox(nil, "ftyp", brand+"\x00\x00\x00\x00"+brand)
	return appendBox(b, "mdat", mark)
}

func appendBox(b []byte, kind, payload string) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(8+len(payload)))
	return append(append(b, kind...), payload...)
}

// sampleMP3 writes an ID3v2.3 tag with mark as the title (https://id3.org/id3v2.3.0) and one silent frame's header.
func sampleMP3(mark string) []byte {
	frame := append([]byte("TIT2"), 0, 0, 0, byte(len(mark)+1), 0, 0, 0)
	frame = append(frame, mark...)
	tag := append([]byte("ID3\x03\x00\x00\x00\x00\x00"), byte(len(frame)))
	return append(append(tag, frame...), 0xFF, 0xFB, 0x90, 0x00)
}

// oggPage writes a page of one packet of less than 255 bytes (RFC 3533, 6). kind 2 begins a stream, 4 ends it.
func oggPage(kind byte, number uint32, packet []byte) []byte {
	b := append([]byte("OggS\x00"), kind)
	b = append(b, make([]byte, 8)...)          // position
	b = binary.LittleEndian.AppendUint32(b, 1) // stream
	b = binary.LittleEndian.AppendUint32(b, number)
	b = append(b, 0, 0, 0, 0, 1, byte(len(packet))) // checksum, lengths
	b = append(b, packet...)
	binary.LittleEndian.PutUint32(b[22:], oggSum(b))
	return b
}

// oggSum is the checksum of a page whose own checksum is zero: CRC-32 with the polynomial 0x04C11DB7, not reflected, from 0.
func oggSum(b []byte) uint32 {
	var sum uint32
	for _, c := range b {
		sum ^= uint32(c) << 24
		for range 8 {
			carry := sum >> 31
			sum = sum<<1 ^ carry*0x04C11DB7
		}
	}
	return sum
}

// opusHead is the identification header of a mono stream (RFC 7845, 5.1).
func opusHead() []byte {
	return []byte("OpusHead\x01\x01\x00\x00\x80\xBB\x00\x00\x00\x00\x00")
}

// opusTags is the comment header (RFC 7845, 5.2) with mark as the vendor.
func opusTags(mark string) []byte {
	b := binary.LittleEndian.AppendUint32([]byte("OpusTags"), uint32(len(mark)))
	return append(append(b, mark...), 0, 0, 0, 0)
}

// samplePDF writes a page with one line of text, with the table of positions that a reader needs (ISO 32000-1, 7.5).
func samplePDF(mark string) []byte {
	stream := "BT /F1 18 Tf 20 100 Td (" + mark + ") Tj ET"
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 320 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(stream), stream),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	b := []byte("%PDF-1.4\n")
	table := fmt.Sprintf("xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for i, o := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", len(b))
		b = fmt.Appendf(b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	return fmt.Appendf(b, "%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", table, len(objects)+1, len(b))
}
