package files

import (
	"bytes"
	"encoding/binary"
	"net/http"
	"strings"
)

// The types that are accepted.
const (
	mimeJPEG = "image/jpeg"
	mimePNG  = "image/png"
	mimeGIF  = "image/gif"
	mimeWebP = "image/webp"
	mimeHEIC = "image/heic"
	mimeMP4  = "video/mp4"
	mimeMOV  = "video/quicktime"
	mimeWebM = "video/webm"
	mimeOGG  = "audio/ogg"
	mimeMP3  = "audio/mpeg"
	mimeM4A  = "audio/mp4"
	mimePDF  = "application/pdf"
	mimeText = "text/plain"
)

// What a file is to the dialogue.
const (
	kindPhoto   = "photo"
	kindVideo   = "video"
	kindVoice   = "voice"
	kindFile    = "file"
	kindSticker = "sticker"
)

// kindOf is what a file of this type is, whatever it was announced as. Only a sticker stays one: a picture that the buyer
// did not take shows nothing of the goods.
func kindOf(mime, announced string) string {
	class, _, _ := strings.Cut(mime, "/")
	switch {
	case announced == kindSticker && (class == "image" || class == "video"):
		return kindSticker
	case class == "image":
		return kindPhoto
	case class == "video":
		return kindVideo
	case class == "audio":
		return kindVoice
	}
	return kindFile
}

func isPicture(mime string) bool { return strings.HasPrefix(mime, "image/") }

// sniff tells the type of a file by its beginning; "" for everything that is not accepted.
func sniff(head []byte) string {
	switch {
	case len(head) >= 8 && isBMFFStart(string(head[4:8])):
		return sniffBMFF(head)
	case bytes.HasPrefix(head, []byte("OggS")):
		return sniffOGG(head)
	case bytes.HasPrefix(head, []byte("\x1A\x45\xDF\xA3")):
		return sniffMatroska(head)
	case isMP3Frame(head):
		return mimeMP3
	}
	switch mime, _, _ := strings.Cut(http.DetectContentType(head), ";"); mime {
	case mimeJPEG, mimePNG, mimeGIF, mimeWebP, mimePDF, mimeMP3:
		return mime
	case mimeText:
		return sniffText(head)
	}
	return ""
}

// isBMFFStart reports whether a file whose first box has this type is of the ISO base media family (ISO/IEC 14496-12).
// QuickTime files older than that start with one of the other types.
func isBMFFStart(box string) bool {
	switch box {
	case "ftyp", "moov", "mdat", "wide":
		return true
	}
	return false
}

// sniffBMFF tells the members of the family apart by the brands that the file names: the major one, then the compatible ones.
func sniffBMFF(head []byte) string {
	if string(head[4:8]) != "ftyp" {
		return mimeMOV
	}
	size := binary.BigEndian.Uint32(head)
	if size < 16 || size%4 != 0 || len(head) < 16 {
		return ""
	}
	box := head[8:min(uint64(len(head)), uint64(size))]
	if mime := mimeOfBrand(string(box[:4])); mime != "" {
		return mime
	}
	for i := 8; i+4 <= len(box); i += 4 {
		if mime := mimeOfBrand(string(box[i : i+4])); mime != "" {
			return mime
		}
	}
	return ""
}

// mimeOfBrand knows the brands registered at https://mp4ra.org/registered-types/brands that phones and messengers write.
func mimeOfBrand(brand string) string {
	switch brand {
	case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1":
		return mimeHEIC
	case "qt  ":
		return mimeMOV
	case "M4A ", "M4B ":
		return mimeM4A
	case "isom", "avc1", "dash", "MSNV", "M4V ", "M4VH", "M4VP", "f4v ", "mmp4":
		return mimeMP4
	}
	for _, family := range []string{"iso", "mp4", "3gp", "3g2"} {
		if strings.HasPrefix(brand, family) {
			return mimeMP4
		}
	}
	return ""
}

// sniffOGG accepts sound only: the first page names the codec of the first stream.
func sniffOGG(head []byte) string {
	first := head[:min(len(head), 128)]
	for _, codec := range []string{"OpusHead", "\x01vorbis", "Speex   ", "\x7FFLAC"} {
		if bytes.Contains(first, []byte(codec)) {
			return mimeOGG
		}
	}
	return ""
}

// sniffMatroska accepts the WebM part of Matroska, which the EBML header's document type names.
func sniffMatroska(head []byte) string {
	if bytes.Contains(head[:min(len(head), 64)], []byte("\x42\x82\x84webm")) {
		return mimeWebM
	}
	return ""
}

// isMP3Frame reports whether a layer III frame header comes first: a file without the ID3 tag that DetectContentType knows.
func isMP3Frame(head []byte) bool {
	return len(head) >= 4 && head[0] == 0xFF && head[1]&0xE6 == 0xE2 && // sync, layer III
		head[1]&0x18 != 0x08 && // version
		head[2]&0xF0 != 0xF0 && head[2]&0xF0 != 0 && head[2]&0x0C != 0x0C // bit rate, sampling rate
}

// sniffText refuses what a browser or a shell would run although it is text.
func sniffText(head []byte) string {
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n\f"))
	if bytes.HasPrefix(text, []byte("<")) || bytes.HasPrefix(text, []byte("#!")) {
		return ""
	}
	for _, tag := range []string{"<script", "<html", "<svg", "<!doctype", "<?xml", "<?php"} {
		if bytes.Contains(text, []byte(tag)) {
			return ""
		}
	}
	return mimeText
}
