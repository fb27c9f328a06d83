package telegramtest

import (
	"cmp"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// What a message may hold, in UTF-16 units after its entities were parsed. https://core.telegram.org/bots/api#sendmessage
const (
	maxText    = 4096
	maxCaption = 1024
	maxSource  = 1 << 15 // bytes of a text before it is parsed
)

// An Entity is a part of a text that is more than plain: https://core.telegram.org/bots/api#messageentity. Offset and Length count
// UTF-16 units.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
	User     *User  `json:"user,omitempty"`
	EmojiID  string `json:"custom_emoji_id,omitempty"`
}

// Units is the length of a text as the platform counts it, in UTF-16 units.
func Units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// Part is the piece of text that an entity stands on.
func (e Entity) Part(text string) string {
	units := utf16.Encode([]rune(text))
	if e.Offset < 0 || e.Length < 0 || e.Offset+e.Length > len(units) {
		return ""
	}
	return string(utf16.Decode(units[e.Offset : e.Offset+e.Length]))
}

// formatted reads a text parameter with its parse mode or its list of entities, and finds commands and links.
func (c *call) formatted(text, entities string) (string, []Entity, *apiError) {
	return format(c.params[text], c.params["parse_mode"], c.params[entities])
}

func format(text, mode, list string) (string, []Entity, *apiError) {
	if !utf8.ValidString(text) {
		return "", nil, badRequest("strings must be encoded in UTF-8")
	}
	if len(text) > maxSource {
		return "", nil, badRequest("text is too long")
	}
	var found []Entity
	switch strings.ToLower(mode) {
	case "", "none":
		if err := json.Unmarshal([]byte(cmp.Or(list, "[]")), &found); err != nil {
			found = nil // the platform ignores a list that it cannot read
		}
	case "html":
		var err error
		if text, found, err = parseHTML(text); err != nil {
			return "", nil, badRequest("can't parse entities: %s", capital(err.Error()))
		}
	default:
		return "", nil, badRequest("unsupported parse_mode")
	}
	text, found = trim(text, found)
	return text, detect(text, found), nil
}

// trim takes the space off both ends of a text and moves its entities along.
func trim(text string, entities []Entity) (string, []Entity) {
	whole := strings.TrimRightFunc(text, unicode.IsSpace)
	rest := strings.TrimLeftFunc(whole, unicode.IsSpace)
	cut, end := Units(whole)-Units(rest), Units(rest)
	kept := entities[:0]
	for _, e := range entities {
		from := max(e.Offset-cut, 0)
		till := min(e.Offset+e.Length-cut, end)
		if till > from {
			e.Offset, e.Length = from, till-from
			kept = append(kept, e)
		}
	}
	return rest, slices.Clip(kept)
}

var (
	command = regexp.MustCompile(`(?:^|\s)(/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)\b`)
	link    = regexp.MustCompile(`\bhttps?://[^\s<>"]+[^\s<>".,;:!?)]`)
)

// detect adds the entities that the platform finds by itself, where no other entity stands.
func detect(text string, entities []Entity) []Entity {
	if !strings.Contains(text, "/") {
		return entities
	}
	given := len(entities)
	add := func(kind string, from, till int) {
		e := Entity{Type: kind, Offset: Units(text[:from]), Length: Units(text[from:till])}
		if !slices.ContainsFunc(entities[:given], e.overlaps) {
			entities = append(entities, e)
		}
	}
	for _, m := range command.FindAllStringSubmatchIndex(text, -1) {
		add("bot_command", m[2], m[3])
	}
	for _, m := range link.FindAllStringIndex(text, -1) {
		add("url", m[0], m[1])
	}
	sortEntities(entities)
	return entities
}

func (e Entity) overlaps(o Entity) bool {
	plain := o.Type == "code" || o.Type == "pre" || o.Type == "text_link" || o.Type == "text_mention"
	return plain && e.Offset < o.Offset+o.Length && o.Offset < e.Offset+e.Length
}

// sortEntities puts the outer before the inner.
func sortEntities(entities []Entity) {
	slices.SortStableFunc(entities, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
}

// tidy puts entities in order, makes <pre><code class="language-x"> one entity, and drops what stands inside code.
func tidy(found []Entity) []Entity {
	for i, e := range found {
		if e.Type != "pre" {
			continue
		}
		for _, c := range found[:i] {
			if c.Type == "code" && c.Offset == e.Offset && c.Length == e.Length && c.Language != "" {
				found[i].Language = c.Language
			}
		}
	}
	kept := make([]Entity, 0, len(found))
	for _, e := range found {
		inCode := func(o Entity) bool {
			return e.Type != "pre" && (o.Type == "pre" || o.Type == "code") && o != e && within(e, o)
		}
		if !slices.ContainsFunc(found, inCode) {
			kept = append(kept, e)
		}
	}
	for i := range kept {
		if kept[i].Type == "code" {
			kept[i].Language = ""
		}
	}
	sortEntities(kept)
	return kept
}

func within(e, o Entity) bool { return e.Offset >= o.Offset && e.Offset+e.Length <= o.Offset+o.Length }

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
