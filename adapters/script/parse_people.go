package script

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	maxAlbum = 10
	maxName  = 200
)

// buyerWords are the words that mean something other than an option when they come first between brackets.
var buyerWords = []string{"photo", "video", "voice", "file", "album", "location", "sticker", "contact", "edit", "delete", "start", "block"}

// agentWords are the same for an agent.
var agentWords = []string{"photo", "video", "file", "edit", "delete", "lose"}

func parseBuyer(s string) (Body, error) {
	if s == "" {
		return nil, errors.New("expected what the buyer writes or does, such as: buyer> [photo label.jpg] here it is")
	}
	if s[0] != '[' {
		text := unquote(s)
		if text == "" {
			return nil, errors.New("expected a text between the quotes")
		}
		return Buyer{Do: BuyerSays, Text: text}, nil
	}
	words, rest, err := brackets(s)
	if err != nil {
		return nil, err
	}
	text := unquote(rest)
	if words[0].quoted || !slices.Contains(buyerWords, words[0].text) {
		if text != "" {
			return nil, errors.New("expected nothing after a pressed button; write the text on a buyer> line of its own")
		}
		return Buyer{Do: BuyerPresses, Text: join(words)}, nil
	}
	return parseBuyerAct(words[0].text, words[1:], text)
}

// parseBuyerAct reads what stands between brackets when its first word is one of buyerWords.
func parseBuyerAct(word string, args []word, text string) (Body, error) {
	switch word {
	case "photo", "video", "voice", "file":
		files, err := parseFiles(word, args, 1, 1)
		return Buyer{Do: BuyerSends, Files: files, Text: text}, err
	case "album":
		files, err := parseFiles("", args, 2, maxAlbum)
		return Buyer{Do: BuyerSends, Files: files, Text: text}, err
	case "edit":
		if len(args) > 0 || text == "" {
			return nil, errors.New("expected the new text, such as: buyer> [edit] it is the blue one")
		}
		return Buyer{Do: BuyerEdits, Text: text}, nil
	}
	if text != "" || (word != "start" && len(args) > 0) || len(args) > 1 {
		return nil, fmt.Errorf("expected [%s] alone on the line", word)
	}
	switch word {
	case "delete":
		return Buyer{Do: BuyerDeletes}, nil
	case "block":
		return Buyer{Do: BuyerBlocks}, nil
	case "start":
		return Buyer{Do: BuyerStarts, Text: join(args)}, nil
	}
	return Buyer{Do: BuyerSends, Files: []File{{Kind: word}}}, nil
}

// parseFiles reads file names. Without a kind each file's ending says what it is.
func parseFiles(kind string, args []word, least, most int) ([]File, error) {
	if len(args) < least || len(args) > most {
		if most > 1 {
			return nil, fmt.Errorf("expected %d to %d file names, such as: [album front.jpg back.jpg]", least, most)
		}
		return nil, fmt.Errorf("expected one file name, such as [%s item.jpg]; a name with spaces goes in quotes", kind)
	}
	var files []File
	for _, a := range args {
		if len(a.text) > maxName || !filepath.IsLocal(a.text) || strings.ContainsAny(a.text, "\x00\\") {
			return nil, fmt.Errorf("expected the name of a file in the evidence folder, such as item.jpg, not %q", a.text)
		}
		k := kind
		if k == "" {
			k = kindOf(a.text)
		}
		files = append(files, File{Kind: k, Name: a.text})
	}
	return files, nil
}

// kindOf tells by its ending what a channel would call a file.
func kindOf(name string) string {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".jpg", ".jpeg", ".png", ".webp", ".gif", ".heic":
		return "photo"
	case ".mp4", ".mov", ".webm":
		return "video"
	}
	return "file"
}

// parseAgent reads what follows "desk": an optional name in parentheses, ">" and the deed.
func parseAgent(s string) (Body, error) {
	var a Agent
	if s[0] == '(' {
		name, rest, ok := strings.Cut(s[1:], ")")
		if a.Name = name; !ok || name == "" || len(name) > 60 || name != strings.TrimSpace(name) || strings.ContainsAny(name, "(<>") {
			return nil, errors.New("expected an agent's name, such as: desk(ana)> [Approve]")
		}
		s = rest
	}
	s, ok := strings.CutPrefix(s, ">")
	s = strings.TrimSpace(s)
	if ok && strings.HasPrefix(s, "[") {
		return parseAgentAct(a, s)
	}
	for _, do := range []AgentDo{AgentReplies, AgentNotes, AgentPosts} {
		if text, said := strings.CutPrefix(s, string(do)+":"); ok && said {
			a.Do, a.Text = do, unquote(strings.TrimSpace(text))
		}
	}
	if a.Text == "" {
		return nil, errors.New("expected what the agent does: desk> [Approve], desk> [Decline] the reason, desk> reply: text, desk> note: text, desk> post: text or desk> [photo f.jpg]")
	}
	return a, nil
}

func parseAgentAct(a Agent, s string) (Body, error) {
	words, rest, err := brackets(s)
	if err != nil {
		return nil, err
	}
	a.Text = unquote(rest)
	if words[0].quoted || !slices.Contains(agentWords, words[0].text) {
		a.Do, a.Option = AgentPresses, join(words)
		return a, nil
	}
	switch words[0].text {
	case "edit":
		if len(words) > 1 || a.Text == "" {
			return nil, errors.New("expected the new text, such as: desk> [edit] by Friday")
		}
		a.Do = AgentEdits
		return a, nil
	case "delete", "lose":
		if a.Text != "" || join(words) != "delete" && join(words) != "lose card" {
			return nil, errors.New("expected [delete] or [lose card] alone on the line")
		}
		a.Do = AgentDo(words[0].text)
		return a, nil
	}
	a.Do = AgentReplies
	a.Files, err = parseFiles(words[0].text, words[1:], 1, 1)
	return a, err
}

// word is one word between brackets; a quoted one may hold anything.
type word struct {
	text   string
	quoted bool
}

func join(words []word) string {
	var parts []string
	for _, w := range words {
		parts = append(parts, w.text)
	}
	return strings.Join(parts, " ")
}

// brackets reads "[word "quoted word" ...] rest".
func brackets(s string) (words []word, rest string, err error) {
	s = s[1:]
	for {
		s = strings.TrimLeftFunc(s, isSpace)
		if after, ok := strings.CutPrefix(s, "]"); ok {
			if len(words) == 0 || join(words) == "" {
				return nil, "", errors.New("expected an option or an action between the brackets, such as [yes] or [photo item.jpg]")
			}
			return words, strings.TrimSpace(after), nil
		}
		if q, err := strconv.QuotedPrefix(s); err == nil && q[0] == '"' {
			text, err := strconv.Unquote(q)
			if err != nil {
				return nil, "", fmt.Errorf("expected a quoted word: %w", err)
			}
			words, s = append(words, word{text, true}), s[len(q):]
			continue
		}
		i := strings.IndexFunc(s, func(r rune) bool { return isSpace(r) || r == ']' })
		if i < 0 {
			return nil, "", errors.New("expected a closing ]; a text that begins with a bracket goes in quotes")
		}
		words, s = append(words, word{text: s[:i]}), s[i:]
	}
}

// unquote reads a text: as it stands, or a whole quoted string with its escapes.
func unquote(s string) string {
	if strings.HasPrefix(s, `"`) {
		if t, err := strconv.Unquote(s); err == nil {
			return t
		}
	}
	return s
}
