package files

import (
	"bytes"
	"encoding/binary"
)

// cameraOf reads the EXIF data of a picture; the zero Camera if there is none.
func cameraOf(mime string, content []byte) Camera {
	switch mime {
	case mimeJPEG:
		return parseExif(exifInJPEG(content))
	case mimePNG:
		return parseExif(exifInPNG(content))
	case mimeWebP:
		return parseExif(exifInWebP(content))
	}
	return Camera{}
}

// exifPrefix comes before the TIFF structure in a JPEG, and in some WebP files.
const exifPrefix = "Exif\x00\x00"

// exifInJPEG returns the payload of the first APP1 segment with EXIF data that comes before the pixels, nil if there is none.
func exifInJPEG(b []byte) []byte {
	for i := 2; i+4 <= len(b) && b[i] == 0xFF; {
		marker := b[i+1]
		if marker == 0xFF { // fill byte
			i++
			continue
		}
		n := int(binary.BigEndian.Uint16(b[i+2:]))
		if marker == 0xDA || n < 2 || n > len(b)-i-2 { // start of scan, or broken
			return nil
		}
		segment := b[i+4 : i+2+n]
		if data, ok := bytes.CutPrefix(segment, []byte(exifPrefix)); ok && marker == 0xE1 {
			return data
		}
		i += 2 + n
	}
	return nil
}

// exifInPNG returns the content of the eXIf chunk (PNG 3rd edition, 11.3.4.5), nil if there is none.
func exifInPNG(b []byte) []byte {
	for i := 8; i+12 <= len(b); {
		n := uint64(binary.BigEndian.Uint32(b[i:]))
		if n > uint64(len(b)-i-12) {
			return nil
		}
		if string(b[i+4:i+8]) == "eXIf" {
			return b[i+8 : i+8+int(n)]
		}
		i += 12 + int(n)
	}
	return nil
}

// exifInWebP returns the content of the EXIF chunk (RFC 9649, 2.7.1.5), nil if there is none.
func exifInWebP(b []byte) []byte {
	for i := 12; i+8 <= len(b); {
		n := uint64(binary.LittleEndian.Uint32(b[i+4:]))
		if n > uint64(len(b)-i-8) {
			return nil
		}
		if string(b[i:i+4]) == "EXIF" {
			return bytes.TrimPrefix(b[i+8:i+8+int(n)], []byte(exifPrefix))
		}
		i += 8 + int(n+n%2)
	}
	return nil
}
