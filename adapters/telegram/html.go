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

// translated is a translation under the bold name with the original below it, folded up until it is tapped. When both are too long for
// one message the original is messages of its own.
func translated(name, words, note, original string, limit int) []string {
	parts := signed(name, words, limit)
	whole := units(name) + units(words) + units(note) + units(original) + len("\n\n\n\n")
	if len(parts) == 1 && whole <= limit {
		return []string{parts[0] + "\n\n" + folded(note, original)}
	}
	for _, part := range split(original, maxMessage-units(note)-1, maxMessage) {
		if part = strings.TrimSpace(part); part != "" {
			parts, note = append(parts, folded(note, part)), ""
		}
	}
	return parts
}

// folded is a quotation that shows its first lines until it is tapped, under a note.
func folded(note, text string) string {
	quote := "<blockquote expandable>" + escape(text) + "</blockquote>"
	if note == "" {
		return quote
	}
	return "<i>" + escape(note) + "</i>\n" + quote
}
