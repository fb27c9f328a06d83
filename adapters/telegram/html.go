package telegram

import "strings"

// escape writes a text so that it is only text in parse mode HTML: https://core.telegram.org/bots/api#html-style
func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// clean is a text that Telegram takes: valid UTF-8 without control characters.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, s))
}

// pieces is a text as HTML, in messages of at most so many code units. Parts that hold only space are left out: Telegram takes none.
func pieces(text string, limit int) []string {
	return signed("", text, limit)
}

// signed is a person's text under the bold name, in messages of which the first has at most so many code units.
func signed(name, text string, limit int) []string {
	head := ""
	if name != "" {
		head = "<b>" + escape(name) + "</b>"
		limit -= units(name) + 1
	}
	var out []string
	for _, part := range split(text, limit, maxMessage) {
		html := escape(strings.TrimSpace(part))
		if head != "" {
			html, head = strings.TrimSpace(head+"\n"+html), ""
		}
		if html != "" {
			out = append(out, html)
		}
	}
	return out
}
