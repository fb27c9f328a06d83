package files

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// Camera is the part of a picture's EXIF data that can bear on a dispute. Where the picture was taken is never read. A
// messenger removes EXIF data from what is sent as a photo, so that there is none proves nothing.
type Camera struct {
	Taken       string `json:"taken,omitempty"` // DateTimeOriginal as written, "2006:01:02 15:04:05", with the zone if there is one
	Make        string `json:"make,omitempty"`
	Model       string `json:"model,omitempty"`
	Software    string `json:"software,omitempty"`
	Orientation int    `json:"orientation,omitempty"` // 1 to 8; 0 when not told
}

// Tags and types of EXIF (CIPA DC-008, https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf).
const (
	tagMake        = 0x010F
	tagModel       = 0x0110
	tagOrientation = 0x0112
	tagSoftware    = 0x0131
	tagExifIFD     = 0x8769
	tagTaken       = 0x9003
	tagTakenZone   = 0x9011

	typeASCII = 2
	typeShort = 3
	typeLong  = 4
)

const (
	maxEntries = 512 // of one directory
	maxText    = 64  // bytes of one text
)

// exifField is one entry of a directory; value holds the four bytes that are the value itself or where it is.
type exifField struct {
	tag, kind uint16
	count     uint32
	value     []byte
}

// tiff is the structure inside EXIF data: offsets count from its first byte, and every one of them may be a lie.
type tiff struct {
	data  []byte
	order binary.ByteOrder
}

// parseExif reads the first directory and the EXIF directory that it names. It follows no other pointer, so directories that
// point at each other make no loop. What is not well-formed is left out.
func parseExif(data []byte) Camera {
	t, ok := openTIFF(data)
	if !ok {
		return Camera{}
	}
	var c Camera
	for _, f := range t.directory(t.order.Uint32(data[4:])) {
		switch f.tag {
		case tagMake:
			c.Make = t.text(f)
		case tagModel:
			c.Model = t.text(f)
		case tagSoftware:
			c.Software = t.text(f)
		case tagOrientation:
			if o := t.number(f); o >= 1 && o <= 8 {
				c.Orientation = int(o)
			}
		case tagExifIFD:
			c.Taken = t.taken(t.number(f))
		}
	}
	return c
}

func openTIFF(data []byte) (tiff, bool) {
	switch {
	case len(data) < 8:
		return tiff{}, false
	case bytes.HasPrefix(data, []byte("II*\x00")):
		return tiff{data, binary.LittleEndian}, true
	case bytes.HasPrefix(data, []byte("MM\x00*")):
		return tiff{data, binary.BigEndian}, true
	}
	return tiff{}, false
}

// directory returns the entries of the directory at offset, as many as are there.
func (t tiff) directory(offset uint32) []exifField {
	head, ok := t.at(uint64(offset), 2)
	if !ok || offset < 8 {
		return nil
	}
	n := min(int(t.order.Uint16(head)), maxEntries)
	var fields []exifField
	for i := range n {
		e, ok := t.at(uint64(offset)+2+12*uint64(i), 12)
		if !ok {
			break
		}
		fields = append(fields, exifField{t.order.Uint16(e), t.order.Uint16(e[2:]), t.order.Uint32(e[4:]), e[8:12]})
	}
	return fields
}

// at returns n bytes at offset, if they are there.
func (t tiff) at(offset, n uint64) ([]byte, bool) {
	if offset > uint64(len(t.data)) || n > uint64(len(t.data))-offset {
		return nil, false
	}
	return t.data[offset : offset+n], true
}

// text returns an ASCII value up to its first NUL, printable, of at most maxText bytes.
func (t tiff) text(f exifField) string {
	if f.kind != typeASCII {
		return ""
	}
	n := min(uint64(f.count), maxText)
	value, ok := f.value[:min(n, 4)], true
	if f.count > 4 {
		value, ok = t.at(uint64(t.order.Uint32(f.value)), n)
	}
	if !ok {
		return ""
	}
	value, _, _ = bytes.Cut(value, []byte{0})
	return strings.TrimSpace(printable(string(value)))
}

// number returns a single SHORT or LONG value, 0 for anything else.
func (t tiff) number(f exifField) uint32 {
	switch {
	case f.count != 1:
		return 0
	case f.kind == typeShort:
		return uint32(t.order.Uint16(f.value))
	case f.kind == typeLong:
		return t.order.Uint32(f.value)
	}
	return 0
}

// taken returns when the picture was taken, from the EXIF directory at offset.
func (t tiff) taken(offset uint32) string {
	var at, zone string
	for _, f := range t.directory(offset) {
		switch f.tag {
		case tagTaken:
			at = t.text(f)
		case tagTakenZone:
			zone = t.text(f)
		}
	}
	if at == "" {
		return ""
	}
	return strings.TrimSpace(at + " " + zone)
}
