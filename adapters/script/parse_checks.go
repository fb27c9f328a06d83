package script

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"amends/dialogue"
)

const (
	maxWait    = 5 * 365 * 24 * time.Hour
	maxPattern = 1000
)

// botActs are the acts that a bot< line may name, deskKinds what a desk< line may.
var (
	botActs = []string{string(dialogue.ActAsk), string(dialogue.ActOffer), string(dialogue.ActConfirm), string(dialogue.ActInform),
		string(dialogue.ActHandoff), string(dialogue.ActRepair), string(dialogue.ActRelay), string(dialogue.ActFeedback), string(dialogue.ActClose)}
	deskKinds = []string{"card", "update", "ask", "message", "alert"}
)

func parseExpect(s string, desk bool) (Body, error) {
	e := Expect{Desk: desk}
	switch s {
	case "":
		return nil, errors.New("expected what came: (act), text, /pattern/, ... or nothing, such as: bot< (ask order) /number/")
	case "...":
		e.Any = true
		return e, nil
	case "nothing":
		e.Nothing = true
		return e, nil
	}
	if s[0] == '(' {
		acts, rest, err := parseActs(s, desk)
		if err != nil {
			return nil, err
		}
		if e.Acts, s = acts, rest; s == "..." || s == "nothing" {
			return nil, fmt.Errorf("expected %q alone on its line", s)
		}
	}
	return parseWords(e, s)
}

// parseActs reads "(act; act) rest".
func parseActs(s string, desk bool) (acts []string, rest string, err error) {
	inner, rest, ok := strings.Cut(s[1:], ")")
	if !ok {
		return nil, "", errors.New("expected a closing ) after the acts; a text that begins with ( goes in quotes")
	}
	known := botActs
	if desk {
		known = deskKinds
	}
	for part := range strings.SplitSeq(inner, ";") {
		words := strings.Fields(part)
		if len(words) == 0 || !slices.Contains(known, words[0]) {
			return nil, "", fmt.Errorf("expected one of %s between the parentheses; a text that begins with ( goes in quotes", strings.Join(known, " "))
		}
		acts = append(acts, strings.Join(words, " "))
	}
	return acts, strings.TrimSpace(rest), nil
}

// parseWords reads /pattern/, /pattern/i or the exact text of an expected message.
func parseWords(e Expect, s string) (Body, error) {
	pattern, fold := "", false
	switch {
	case len(s) >= 2 && s[0] == '/' && s[len(s)-1] == '/':
		pattern = s[1 : len(s)-1]
	case len(s) >= 3 && s[0] == '/' && strings.HasSuffix(s, "/i"):
		pattern, fold = s[1:len(s)-2], true
	default:
		if e.Text = unquote(s); e.Text == "" && e.Acts == nil {
			return nil, errors.New("expected a text between the quotes")
		}
		return e, nil
	}
	if pattern == "" || len(pattern) > maxPattern {
		return nil, fmt.Errorf("expected a pattern of at most %d bytes between the slashes", maxPattern)
	}
	if _, err := compile(pattern, fold); err != nil {
		return nil, fmt.Errorf("expected a regular expression: %w", err)
	}
	e.Pattern, e.Fold = pattern, fold
	return e, nil
}

// compile makes a pattern that looks at all paragraphs of a message: the point matches line ends, ^ and $ match at them.
func compile(pattern string, fold bool) (*regexp.Regexp, error) {
	flags := "(?sm)"
	if fold {
		flags = "(?smi)"
	}
	return regexp.Compile(flags + pattern)
}

func parseCase(s string) (Body, error) {
	const want = `expected key=value pairs, such as: case issue=wrong_item refund="12.50 USD"`
	var c Case
	for s != "" {
		key, rest, ok := strings.Cut(s, "=")
		if !ok || key == "" || strings.ContainsFunc(key, func(r rune) bool { return !keyRune(r) }) {
			return nil, errors.New(want)
		}
		value, after, err := parseValue(rest)
		if err != nil {
			return nil, errors.New(want)
		}
		c.Want = append(c.Want, Pair{Key: key, Value: value})
		s = strings.TrimSpace(after)
	}
	if len(c.Want) == 0 {
		return nil, errors.New(want)
	}
	return c, nil
}

func keyRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' || r == ':'
}

// parseValue reads a quoted string or a word.
func parseValue(s string) (value, rest string, err error) {
	if strings.HasPrefix(s, `"`) {
		q, err := strconv.QuotedPrefix(s)
		if err != nil {
			return "", "", err
		}
		value, err = strconv.Unquote(q)
		return value, s[len(q):], err
	}
	value, rest = cutSpace(s)
	if value == "" || strings.Contains(value, `"`) {
		return "", "", errors.New("no value")
	}
	return value, rest, nil
}

func parseWait(s string) (Body, error) {
	if moment, ok := strings.CutPrefix(s, "until "); ok {
		t, err := parseTime(strings.TrimSpace(moment))
		return Wait{Until: t}, err
	}
	d, err := parseSpan(s)
	return Wait{For: d}, err
}

// parseSpan reads a length of time: days, hours, minutes and seconds in whole numbers.
func parseSpan(s string) (time.Duration, error) {
	bad := errors.New("expected a length of time, such as 3d, 90m or 2h30m, or a moment: wait until 2026-03-05T10:00Z")
	var sum time.Duration
	for rest := s; rest != ""; {
		i := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		if i <= 0 || i > 9 {
			return 0, bad
		}
		n, err := strconv.Atoi(rest[:i])
		unit, ok := units[rest[i]]
		if err != nil || !ok {
			return 0, bad
		}
		if time.Duration(n) > maxWait/unit || sum+time.Duration(n)*unit > maxWait {
			return 0, errors.New("expected at most five years")
		}
		sum, rest = sum+time.Duration(n)*unit, rest[i+1:]
	}
	if sum == 0 {
		return 0, bad
	}
	return sum, nil
}

var units = map[byte]time.Duration{'d': 24 * time.Hour, 'h': time.Hour, 'm': time.Minute, 's': time.Second}

func parseFault(s string) (Body, error) {
	words := strings.Fields(s)
	if len(words) > 3 {
		return nil, errors.New("expected at most three words, such as: fault slack down 10m")
	}
	kind, arg := strings.Join(words[:min(2, len(words))], " "), strings.Join(words[min(2, len(words)):], "")
	f := Fault{Kind: FaultKind(kind)}
	var err error
	switch f.Kind {
	case Busy:
		if f.Times = 1; arg != "" {
			f.Times, err = strconv.Atoi(arg)
		}
		if err != nil || f.Times < 1 || f.Times > 100 {
			return nil, errors.New("expected how often, 1 to 100, such as: fault telegram 429 3")
		}
	case TelegramDown, SlackDown, RedisDown:
		if f.For, err = parseSpan(arg); err != nil {
			return nil, fmt.Errorf("expected for how long, such as: fault %s 10m", f.Kind)
		}
	case Duplicate, Reorder, Kill, ModelTimeout, ModelGarbage, ModelWell:
		if arg != "" {
			return nil, fmt.Errorf("expected nothing after %q", kind)
		}
	default:
		return nil, errors.New("expected one of: duplicate, reorder, kill, telegram 429 3, telegram down 5m, slack down 10m, redis down 5s, llm timeout, llm garbage, llm ok")
	}
	return f, nil
}
