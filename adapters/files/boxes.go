package files

import "encoding/binary"

// blankBoxes overwrites, in an MP4 or QuickTime file, what describes the recording instead of being it: user data, metadata
// and vendor boxes, where phones write the place, the owner and the device. They become free space (ISO/IEC 14496-12, 8.1.2) of
// the same length, so every offset in the file stays right. It changes b.
func blankBoxes(b []byte) { blankIn(b, 0) }

// maxDepth is how deep boxes are followed: moov, trak and mdia are three.
const maxDepth = 4

func blankIn(b []byte, depth int) {
	for len(b) >= 8 {
		size, header := boxSize(b)
		if size < uint64(header) || size > uint64(len(b)) {
			return
		}
		payload := b[header:size]
		switch string(b[4:8]) {
		case "udta", "meta", "uuid", "XMP_", "free", "skip":
			copy(b[4:8], "free")
			clear(payload)
		case "moov", "trak", "mdia", "moof", "traf":
			if depth < maxDepth {
				blankIn(payload, depth+1)
			}
		}
		b = b[size:]
	}
}

// boxSize returns the length of the box that b starts with, its header included, and the length of the header.
func boxSize(b []byte) (size uint64, header int) {
	switch n := binary.BigEndian.Uint32(b); {
	case n == 0: // to the end
		return uint64(len(b)), 8
	case n == 1 && len(b) >= 16:
		return binary.BigEndian.Uint64(b[8:]), 16
	default:
		return uint64(n), 8
	}
}
