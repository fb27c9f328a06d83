package slack

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/slack-go/slack"

	"amends/prompts"
)

// Words of buyers, agents and files are text, never markup: & < > are written as entities, so nothing in them is a link, a mention or a
// broadcast, and text objects are verbatim, so Slack makes none of it either.
// Source: https://docs.slack.dev/messaging/formatting-message-text.

// ellipsis marks what was cut.
const ellipsis = '…'

// say is a text in the desk's language.
func (c *Channel) say(key string, f prompts.Fields) string {
	return c.cfg.Texts.Text(c.cfg.Lang, key, 0, f)
}

// word is a text without fields.
func (c *Channel) word(key string) string { return c.say(key, prompts.Fields{}) }

// starred is a word with several asterisks, such as a masked order number: Slack would take them for bold, except in code.
var starred = regexp.MustCompile("[^\\s`]*\\*{2,}[^\\s`]*")

// escaped is a text as mrkdwn that shows it, in at most n characters as Slack counts them: entities in full.
func escaped(s string, n int) string {
	return cut(starred.ReplaceAllString(clean(s), "`$0`"), n, escapedRune)
}

// line is escaped on one line.
func line(s string, n int) string { return escaped(strings.Join(strings.Fields(s), " "), n) }

// plainWords is a text for a plain_text object: on one line, of at most n characters.
func plainWords(s string, n int) string {
	s = cut(strings.Join(strings.Fields(clean(s)), " "), n, func(r rune) string { return string(r) })
	if s == "" {
		return "–" // Slack wants at least one character
	}
	return s
}

// quoted shows somebody's words as a quotation: every line of them, in at most n characters.
func quoted(s string, n int) string {
	return ">" + cut(clean(s), n-1, func(r rune) string {
		if r == '\n' {
			return "\n>"
		}
		return escapedRune(r)
	})
}

func escapedRune(r rune) string {
	switch r {
	case '&':
		return "&amp;"
	case '<':
		return "&lt;"
	case '>':
		return "&gt;"
	}
	return string(r)
}

// cut writes s rune by rune until n characters are full, and marks what is missing.
func cut(s string, n int, write func(rune) string) string {
	var b strings.Builder
	used, whole := 0, 0 // whole: bytes of b that leave room for the mark
	for _, r := range s {
		piece := write(r)
		used += characters(piece)
		if used > n {
			return strings.TrimRight(b.String()[:whole], "\n> ") + string(ellipsis)
		}
		b.WriteString(piece)
		if used < n {
			whole = b.Len()
		}
	}
	return b.String()
}

// characters counts as JavaScript does, which is never less than any other way.
func characters(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// clean drops what cannot be seen but changes what is: control characters, and those that turn the direction of writing.
func clean(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "�"), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s))
}

// list writes lines of mrkdwn in at most n characters and most lines; more says what stands for those left out.
func list(lines []string, most, n int, more func(count int) string) string {
	room := n - characters(more(len(lines))) - 1
	var b strings.Builder
	used := 0
	for i, l := range lines {
		used += characters(l) + 1
		if i == most || used > room {
			return strings.TrimPrefix(b.String()+"\n"+more(len(lines)-i), "\n")
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(l)
	}
	return b.String()
}

// more says how many are not shown.
func (c *Channel) more(count int) string {
	return escaped(c.say("slack.card.more", prompts.Fields{Count: count}), maxButtonText)
}

// mrkdwn is a text object of mrkdwn that was escaped already.
func mrkdwn(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.MarkdownType, text, false, true)
}

// plain is a text object without markup.
func plain(text string, n int) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, plainWords(text, n), false, false)
}

// section is a paragraph of mrkdwn.
func section(id, text string) *slack.SectionBlock {
	return slack.NewSectionBlock(mrkdwn(text), nil, nil, slack.SectionBlockOptionBlockID(id))
}
