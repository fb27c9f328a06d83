package orders

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxPhone is how many digits a phone number may have: 15 by ITU-T E.164, and some for an extension or a trunk prefix.
const maxPhone = 20

// maxText bounds what is read of a buyer's text, in bytes, and maxTelling how many of its words are tried: enough for all
// facts in one message, too few for a list of guesses.
const (
	maxText    = 1000
	maxTelling = 8
)

// candidate is one piece of a buyer's text, as each of the facts that it may be; "" for those that it cannot be.
type candidate struct{ postal, email, digits string }

// candidates lists what in a text may be a second fact: every word with a digit or an "@", such a word with the one after it
// ("SW1A 1AA", "1234 AB"), and neighbours that together are a phone number ("+1 206 555 0100"). The order's own number is
// none of them.
func candidates(text, order string) []candidate {
	words := words(text)
	var out []candidate
	telling, run := 0, ""
	for i, w := range words {
		if !strings.ContainsAny(w, "0123456789@") || Key(w) == order {
			run = ""
			continue
		}
		if telling++; telling > maxTelling {
			break
		}
		digits := phoneDigits(w)
		out = append(out, candidate{postal: foldPostal(w), email: foldEmail(w), digits: digits})
		if i+1 < len(words) {
			out = append(out, candidate{postal: foldPostal(w + words[i+1])})
		}
		if digits == "" {
			run = ""
			continue
		}
		if run += digits; run != digits && len(run) <= maxPhone {
			out = append(out, candidate{digits: run})
		}
	}
	return out
}

// words cuts a text where no postal code, e-mail address or phone number goes on. Letters that are not Latin end a word:
// some languages put no space between words and numbers.
func words(text string) []string {
	text = strings.ToValidUTF8(text[:min(len(text), maxText)], " ")
	return strings.FieldsFunc(plain(text), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(",;|()<>", r) || (r > '\u024f' && unicode.IsLetter(r))
	})
}

// phoneDigits are the digits of a word that holds nothing but digits and what stands between them in phone numbers.
func phoneDigits(word string) string {
	for _, r := range word {
		if (r < '0' || r > '9') && !isDash(r) && !strings.ContainsRune("+./:!?", r) {
			return ""
		}
	}
	if d := digitsOf(word); len(d) <= maxPhone {
		return d
	}
	return ""
}

// plain folds full-width letters and the digits of other scripts to the ones on every keyboard.
func plain(s string) string {
	if isASCII(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		for _, zero := range "\u0660\u06f0\u0966\u09e6" { // Arabic, Persian, Devanagari, Bengali
			if r >= zero && r < zero+10 {
				return '0' + r - zero
			}
		}
		return r
	}, norm.NFKC.String(s))
}

// storedPostal is a postal code as a file has it, made good for what spreadsheets do to it: a leading apostrophe, a decimal
// point ("400081.0") and, for US ones, lost leading zeros.
func storedPostal(code, country string) string {
	code = strings.TrimSuffix(strings.TrimSpace(code), ".0")
	code = foldPostal(code)
	if country == "US" && isDigits(code) && (len(code) == 3 || len(code) == 4) {
		code = "00000"[len(code):] + code
	}
	return code
}

// foldPostal is a postal code in upper case, letters and digits only, without the country letters that some write before
// digits ("D-80331", "LV-1010"). It is "" for what cannot be a postal code: every one has a digit.
func foldPostal(code string) string {
	if len(code) > 64 {
		return ""
	}
	code = strings.Map(func(r rune) rune {
		if !isAlnum(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, plain(code))
	letters := strings.IndexFunc(code, unicode.IsDigit)
	if letters < 0 || len(code) < 3 || len(code) > 10 {
		return ""
	}
	if rest := code[letters:]; letters > 0 && letters <= 2 && len(rest) >= 4 && isDigits(rest) {
		return rest
	}
	return code
}

// postalForms are the writings of a folded code that count: nine digits are a ZIP+4 and stand for their ZIP as well.
func postalForms(code string) []string {
	switch {
	case code == "":
		return nil
	case len(code) == 9 && isDigits(code):
		return []string{code, code[:5]}
	}
	return []string{code}
}

func foldEmail(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	s = strings.TrimPrefix(strings.Trim(s, `<>()[]{}"'.,;:!?`), "mailto:")
	if at := strings.IndexByte(s, '@'); at < 1 || at == len(s)-1 || len(s) > 254 {
		return ""
	}
	return s
}

func digitsOf(s string) string {
	if len(s) > 256 {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, plain(s))
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
