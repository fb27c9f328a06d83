package telegramtest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// entityOf maps the tags of parse mode HTML to entities: https://core.telegram.org/bots/api#html-style
var entityOf = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler", "span": "spoiler",
	"a": "text_link", "tg-emoji": "custom_emoji", "code": "code", "pre": "pre", "blockquote": "blockquote",
}

// A tag is an element that is open.
type tag struct {
	name   string
	value  string // what its attribute says: an address, a language, an emoji
	offset int    // UTF-16 units before it
	start  int    // bytes of text before it
}

// A markup is a text being parsed.
type markup struct {
	src   string
	i     int
	text  strings.Builder
	units int
	open  []tag
	found []Entity
}

// parseHTML is parse mode HTML. The words of its errors are the platform's; what it says of offsets counts bytes of src.
func parseHTML(src string) (string, []Entity, error) {
	p := &markup{src: src}
	for p.i < len(src) {
		var err error
		switch {
		case src[p.i] == '&':
			p.reference()
		case src[p.i] != '<':
			r, size := utf8.DecodeRuneInString(src[p.i:])
			p.write(r)
			p.i += size
		case strings.HasPrefix(src[p.i:], "</"):
			err = p.endTag()
		default:
			err = p.startTag()
		}
		if err != nil {
			return "", nil, err
		}
	}
	if len(p.open) > 0 {
		return "", nil, fmt.Errorf("can't find end tag corresponding to start tag %q", p.open[len(p.open)-1].name)
	}
	return p.text.String(), tidy(p.found), nil
}

func (p *markup) write(r rune) {
	p.text.WriteRune(r)
	p.units += utf16.RuneLen(r)
}

// reference reads &lt; and its like; what is no reference stays as it is.
func (p *markup) reference() {
	r, size := decodeReference(p.src[p.i:])
	p.write(r)
	p.i += size
}

// startTag reads <name attribute="value" ...>.
func (p *markup) startTag() error {
	begin := p.i
	unclosed := fmt.Errorf("unclosed start tag at byte offset %d", begin)
	p.i++
	name := strings.ToLower(p.until(" \t\r\n>"))
	if p.i == len(p.src) {
		return unclosed
	}
	if entityOf[name] == "" {
		return fmt.Errorf("unsupported start tag %q at byte offset %d", name, begin)
	}
	t := tag{name: name, offset: p.units, start: p.text.Len()}
	for {
		p.space()
		if p.i == len(p.src) {
			return unclosed
		}
		if p.src[p.i] == '>' {
			break
		}
		attribute, value, err := p.attribute(name, begin)
		if err != nil {
			return err
		}
		t.learn(attribute, value)
	}
	p.i++
	if name == "span" && t.value != "tg-spoiler" {
		return fmt.Errorf(`tag "span" must have class "tg-spoiler" at byte offset %d`, begin)
	}
	p.open = append(p.open, t)
	return nil
}

func (p *markup) attribute(tag string, begin int) (name, value string, err error) {
	name = p.until(" \t\r\n=>/\"'")
	if name == "" {
		return "", "", fmt.Errorf("empty attribute name in the tag %q at byte offset %d", tag, begin)
	}
	p.space()
	if p.i == len(p.src) || p.src[p.i] != '=' {
		return name, "", nil
	}
	p.i++
	p.space()
	if p.i < len(p.src) && (p.src[p.i] == '"' || p.src[p.i] == '\'') {
		return name, p.quoted(), nil
	}
	at := p.i
	for p.i < len(p.src) && (isAlnum(p.src[p.i]) || p.src[p.i] == '.' || p.src[p.i] == '-') {
		p.i++
	}
	if p.i < len(p.src) && !strings.ContainsRune(" \t\r\n>", rune(p.src[p.i])) {
		return "", "", fmt.Errorf("unexpected end of name token at byte offset %d", at)
	}
	return name, strings.ToLower(p.src[at:p.i]), nil
}

// quoted reads a value between quotes, with references in it.
func (p *markup) quoted() string {
	quote := p.src[p.i]
	p.i++
	var b strings.Builder
	for p.i < len(p.src) && p.src[p.i] != quote {
		if p.src[p.i] == '&' {
			r, size := decodeReference(p.src[p.i:])
			b.WriteRune(r)
			p.i += size
			continue
		}
		b.WriteByte(p.src[p.i])
		p.i++
	}
	p.i = min(p.i+1, len(p.src))
	return b.String()
}

// learn keeps the attributes that mean something to the element.
func (t *tag) learn(attribute, value string) {
	switch t.name + " " + attribute {
	case "a href", "tg-emoji emoji-id", "span class":
		t.value = value
	case "code class":
		if language, ok := strings.CutPrefix(value, "language-"); ok {
			t.value = language
		}
	case "blockquote expandable":
		t.value = "expandable"
	}
}

// endTag reads </name> or </>.
func (p *markup) endTag() error {
	begin := p.i
	if len(p.open) == 0 {
		return fmt.Errorf("unexpected end tag at byte offset %d", begin)
	}
	p.i += 2
	name := strings.ToLower(p.until(" \t\r\n>"))
	p.space()
	if p.i == len(p.src) || p.src[p.i] != '>' {
		return fmt.Errorf("unclosed end tag at byte offset %d", begin)
	}
	p.i++
	t := p.open[len(p.open)-1]
	if name != "" && name != t.name {
		return fmt.Errorf("unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, t.name, name)
	}
	p.open = p.open[:len(p.open)-1]
	if p.units == t.offset {
		return nil
	}
	return p.close(t)
}

// close adds the entity of an element that has ended.
func (p *markup) close(t tag) error {
	e := Entity{Type: entityOf[t.name], Offset: t.offset, Length: p.units - t.offset}
	switch t.name {
	case "a":
		if e.URL = t.value; e.URL == "" {
			e.URL = p.text.String()[t.start:]
		}
		if !linkable(e.URL) {
			return nil
		}
	case "code":
		e.Language = t.value
	case "tg-emoji":
		if n, err := strconv.ParseInt(t.value, 10, 64); err != nil || n == 0 {
			return errors.New("invalid custom emoji identifier specified")
		}
		e.EmojiID = t.value
	case "blockquote":
		if t.value != "" {
			e.Type = "expandable_blockquote"
		}
	}
	p.found = append(p.found, e)
	return nil
}

// linkable says whether an address makes a link; other text stays plain, without an error.
func linkable(address string) bool {
	for _, scheme := range []string{"http://", "https://", "tg://", "ton://", "tonsite://"} {
		if strings.HasPrefix(strings.ToLower(address), scheme) {
			return len(address) > len(scheme)
		}
	}
	return strings.Contains(address, ".") && !strings.Contains(address, ":") && !strings.ContainsAny(address, " \n")
}

func (p *markup) until(stop string) string {
	n := strings.IndexAny(p.src[p.i:], stop)
	if n < 0 {
		n = len(p.src) - p.i
	}
	word := p.src[p.i : p.i+n]
	p.i += n
	return word
}

func (p *markup) space() {
	for p.i < len(p.src) && strings.IndexByte(" \t\r\n", p.src[p.i]) >= 0 {
		p.i++
	}
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
