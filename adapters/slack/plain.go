package slack

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Slack writes mentions, channels, dates and links between angle brackets, an emoji as its name between colons, and & < > as entities
// (https://docs.slack.dev/messaging/formatting-message-text).
var (
	bracketed  = regexp.MustCompile(`<([^<>]*)>`)
	emojiName  = regexp.MustCompile(`:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):`)
	unescape   = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")
	linkScheme = regexp.MustCompile(`^(?:https?://|mailto:|tel:)`)
)

// plainText is a message as somebody reads it who has no Slack: names for mentions, addresses for links, signs for emoji. Mentions of
// groups and of everybody are left out. blocks is where Slack tells what an emoji looks like.
func plainText(text string, blocks json.RawMessage, name func(userID string) string) string {
	text = bracketed.ReplaceAllStringFunc(text, func(s string) string { return plainBracket(s[1:len(s)-1], name) })
	if signs := emojiSigns(blocks); len(signs) > 0 {
		text = emojiName.ReplaceAllStringFunc(text, func(s string) string {
			if sign, ok := signs[s[1:len(s)-1]]; ok {
				return sign
			}
			return s
		})
	}
	return clean(unescape.Replace(text))
}

func plainBracket(inside string, name func(string) string) string {
	what, label, labelled := strings.Cut(inside, "|")
	switch {
	case strings.HasPrefix(what, "@"):
		return "@" + name(what[1:])
	case strings.HasPrefix(what, "#"):
		return "#" + label
	case strings.HasPrefix(what, "!date^"):
		return label
	case strings.HasPrefix(what, "!"): // here, channel, everyone, a group
		return ""
	case !labelled:
		return strings.TrimPrefix(strings.TrimPrefix(what, "mailto:"), "tel:")
	case label == what || label == linkScheme.ReplaceAllString(what, ""):
		return label
	}
	return label + " (" + what + ")"
}

// richElement is what is read of a rich text block, whatever it is in.
type richElement struct {
	Type     string        `json:"type"`
	Name     string        `json:"name"`
	Unicode  string        `json:"unicode"` // code points in hex, with dashes between them
	SkinTone int           `json:"skin_tone"`
	Elements []richElement `json:"elements"`
}

// emojiSigns are the emoji of a message by the names that its text has for them.
func emojiSigns(blocks json.RawMessage) map[string]string {
	var list []richElement
	if json.Unmarshal(blocks, &list) != nil {
		return nil
	}
	signs := map[string]string{}
	var walk func([]richElement)
	walk = func(list []richElement) {
		for _, e := range list {
			if sign := codePoints(e.Unicode); e.Type == "emoji" && sign != "" {
				signs[e.Name] = sign
				if e.SkinTone > 0 {
					signs[e.Name+"::skin-tone-"+strconv.Itoa(e.SkinTone)] = sign
				}
			}
			walk(e.Elements)
		}
	}
	walk(list)
	return signs
}

func codePoints(hex string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(hex, "-") {
		r, err := strconv.ParseUint(part, 16, 32)
		if err != nil || r < 0x80 || !utf8.ValidRune(rune(r)) {
			return ""
		}
		b.WriteRune(rune(r))
	}
	return b.String()
}

// nameOf is what a mentioned user is called; somebody who is not in the desk's channel stays unnamed.
func (in *intake) nameOf(userID string) string {
	name, _, _ := in.people.known(userID)
	if name == "" {
		return "…"
	}
	return name
}
