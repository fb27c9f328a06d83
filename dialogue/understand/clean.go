package understand

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxRunes is how much of a text is read: Telegram's longest message is 4,096 characters, a longer paste says nothing more.
const maxRunes = 4000

// Clean returns the text as it is read: at most 4,000 runes, without invisible and direction-changing characters, with every
// kind of digit, full-width letter and dash in its plain form. The words of an interpretation are cut from it.
func Clean(text string) string {
	if isPlain(text) {
		return text
	}
	var b strings.Builder
	b.Grow(min(len(text), 4*maxRunes))
	n := 0
	for _, r := range text {
		if n++; n > maxRunes {
			break
		}
		writeClean(&b, r)
	}
	return b.String()
}

func isPlain(text string) bool {
	if len(text) > maxRunes {
		return false
	}
	for i := 0; i < len(text); i++ {
		if c := text[i]; c >= utf8.RuneSelf || c < ' ' && c != '\n' || c == 0x7f {
			return false
		}
	}
	return true
}

func writeClean(b *strings.Builder, r rune) {
	switch {
	case r == '\n':
		b.WriteByte('\n')
	case unicode.IsSpace(r):
		b.WriteByte(' ')
	case r == utf8.RuneError || isInvisible(r):
	case unicode.Is(unicode.Pd, r) || r == '−':
		b.WriteByte('-')
	case r == '’' || r == '‘' || r == 'ʼ' || r == '´':
		b.WriteByte('\'')
	case r < utf8.RuneSelf:
		b.WriteRune(r)
	case unicode.IsDigit(r):
		b.WriteByte(plainDigit(r))
	case unicode.IsLetter(r) && r < 0x370:
		b.WriteRune(r) // Latin letters with accents stay as the buyer wrote them
	default:
		b.WriteString(norm.NFKC.String(string(r)))
	}
}

// isInvisible reports characters that show nothing: controls, zero-width and direction marks, variation selectors, skin tones,
// private use, unassigned tags.
func isInvisible(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Variation_Selector, r) ||
		r >= 0x1F3FB && r <= 0x1F3FF || r == 0x034F || r == 0x115F || r == 0x1160 || r == 0x3164 || r == 0xFFA0
}

// plainDigit returns the ASCII digit of a decimal digit of any script. Unicode keeps each script's ten digits together, from
// zero up, and its table of digits holds only whole such groups.
func plainDigit(r rune) byte {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + byte((r-rune(t.Lo))%10)
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return '0' + byte((r-rune(t.Lo))%10)
		}
	}
	return '0'
}
