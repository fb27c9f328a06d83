package script

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"amends/dialogue"
	"amends/dialogue/playbook"
)

// checkCase compares a case line with the stored conversation.
func (p *player) checkCase(ctx context.Context, want Case) error {
	c, err := p.load(ctx)
	if err != nil {
		return err
	}
	k := currentCase(c)
	var wrong []string
	for _, pair := range want.Want {
		is, err := p.read(c, k, pair.Key)
		if err != nil {
			return err
		}
		if !is.equals(pair.Value) {
			wrong = append(wrong, fmt.Sprintf("%s is %s", pair.Key, is))
		}
	}
	if wrong == nil {
		return nil
	}
	return &Failure{Line: p.line, What: fmt.Sprintf("expected case %s: %s", want, strings.Join(wrong, ", ")), Detail: p.context(p.line)}
}

// currentCase is the case being talked about, the latest one when none is, or an empty one.
func currentCase(c dialogue.Conversation) dialogue.Case {
	switch n := len(c.Cases); {
	case n == 0:
		return dialogue.Case{}
	case c.Current >= 0 && c.Current < n:
		return c.Cases[c.Current]
	default:
		return c.Cases[n-1]
	}
}

// value is what a key holds, in all the ways in which a script may write it; the first is the usual one.
type value []string

// equals folds white space, takes commas for spaces, and takes "none" for nothing.
func (v value) equals(want string) bool {
	tidy := func(s string) string { return fold(strings.ReplaceAll(s, ",", " ")) }
	for _, is := range v {
		if tidy(is) == tidy(want) || is == "" && want == "none" {
			return true
		}
	}
	return false
}

func (v value) String() string {
	if v[0] == "" {
		return "empty"
	}
	return strconv.Quote(v[0])
}

// caseKeys read what a case line may name, besides the facts.
var caseKeys = map[string]func(c dialogue.Conversation, k dialogue.Case) value{
	"issue":    func(_ dialogue.Conversation, k dialogue.Case) value { return value{string(k.Issue())} },
	"order":    func(_ dialogue.Conversation, k dialogue.Case) value { return value{orderOf(k)} },
	"item":     func(_ dialogue.Conversation, k dialogue.Case) value { return itemOf(k) },
	"remedy":   func(_ dialogue.Conversation, k dialogue.Case) value { return value{string(remedyOf(k))} },
	"refund":   func(_ dialogue.Conversation, k dialogue.Case) value { return value{refundOf(k)} },
	"status":   func(_ dialogue.Conversation, k dialogue.Case) value { return value{string(k.Status)} },
	"outcome":  func(_ dialogue.Conversation, k dialogue.Case) value { return value{string(k.Outcome)} },
	"no":       func(_ dialogue.Conversation, k dialogue.Case) value { return value{k.No} },
	"approval": func(_ dialogue.Conversation, k dialogue.Case) value { return approvalOf(k) },
	"evidence": func(_ dialogue.Conversation, k dialogue.Case) value { return value{strconv.Itoa(usable(k.Evidence))} },
	"declined": func(_ dialogue.Conversation, k dialogue.Case) value { return value{words(k.Declined)} },
	"offered":  func(_ dialogue.Conversation, k dialogue.Case) value { return value{offered(k)} },
	"rounds":   func(_ dialogue.Conversation, k dialogue.Case) value { return value{strconv.Itoa(k.Rounds)} },
	"doubts":   func(_ dialogue.Conversation, k dialogue.Case) value { return value{strconv.Itoa(len(k.Doubts))} },
	"alarms":   func(_ dialogue.Conversation, k dialogue.Case) value { return value{alarms(k)} },
	"due":      func(_ dialogue.Conversation, k dialogue.Case) value { return dueOf(k) },
	"owner":    func(c dialogue.Conversation, k dialogue.Case) value { return value{ownerOf(c, k)} },
	"lang":     func(c dialogue.Conversation, _ dialogue.Case) value { return value{c.Lang} },
	"cases":    func(c dialogue.Conversation, _ dialogue.Case) value { return value{strconv.Itoa(len(c.Cases))} },
	"human":    func(c dialogue.Conversation, _ dialogue.Case) value { return value{humanOf(c)} },
	"waiting":  func(c dialogue.Conversation, _ dialogue.Case) value { return value{waitingOf(c)} },
	"asked":    func(c dialogue.Conversation, _ dialogue.Case) value { return value{askedOf(c)} },
	"blocked":  func(c dialogue.Conversation, _ dialogue.Case) value { return value{yesNo(c.Blocked)} },
}

// read returns what a key holds: one of caseKeys, a fact of the playbook, or a slot that was filled.
func (p *player) read(c dialogue.Conversation, k dialogue.Case, key string) (value, error) {
	if key == "status" && c.Human != nil && k.Status != dialogue.StatusClosed {
		return value{string(dialogue.StatusHuman), string(k.Status)}, nil
	}
	if get, ok := caseKeys[key]; ok {
		return get(c, k), nil
	}
	id := strings.TrimPrefix(key, "fact:")
	if _, ok := p.stage.Book.Facts[playbook.FactID(id)]; ok {
		return value{k.Value(dialogue.Slot("fact:" + id))}, nil
	}
	if f, ok := k.Fact(dialogue.Slot(key)); ok {
		return value{f.Value}, nil
	}
	facts := slices.Sorted(maps.Keys(p.stage.Book.Facts))
	return nil, &Failure{Line: p.line, What: fmt.Sprintf("expected another key than %q: one of %s, or a fact: %s", key,
		strings.Join(slices.Sorted(maps.Keys(caseKeys)), " "), words(facts))}
}

func orderOf(k dialogue.Case) string {
	if k.Order != nil {
		return k.Order.ID
	}
	return k.Value(dialogue.SlotOrder)
}

// itemOf is the item by its SKU, its number in the order or its title.
func itemOf(k dialogue.Case) value {
	number := k.Value(dialogue.SlotItem)
	if k.Order == nil {
		return value{number}
	}
	if number == "" && len(k.Order.Items) == 1 {
		number = "0"
	}
	var skus, titles []string
	for part := range strings.SplitSeq(number, ",") {
		i, err := strconv.Atoi(part)
		if err != nil || i < 0 || i >= len(k.Order.Items) {
			return value{number}
		}
		skus, titles = append(skus, k.Order.Items[i].SKU), append(titles, k.Order.Items[i].Title)
	}
	return value{strings.Join(skus, " "), number, strings.Join(titles, " ")}
}

func remedyOf(k dialogue.Case) playbook.RemedyID {
	if k.Settled != nil {
		return k.Settled.Remedy
	}
	return k.Picked
}

func refundOf(k dialogue.Case) string {
	if k.Settled != nil {
		return amount(k.Settled.Refund.Minor, k.Settled.Refund.String())
	}
	if k.Offer != nil {
		for _, o := range k.Offer.Options {
			if o.Remedy == k.Picked {
				return amount(o.Refund.Minor, o.Refund.String())
			}
		}
	}
	return ""
}

// amount is empty for no money.
func amount(minor int64, text string) string {
	if minor == 0 {
		return ""
	}
	return text
}

func approvalOf(k dialogue.Case) value {
	switch {
	case k.Approval == nil:
		return value{""}
	case k.Approval.Remedy == "":
		return value{"offer"}
	}
	return value{string(k.Approval.Remedy)}
}

// usable counts the pieces of evidence that are there and can be looked at.
func usable(list []dialogue.Evidence) int {
	n := 0
	for _, e := range list {
		if e.Problem == "" && !e.Absent {
			n++
		}
	}
	return n
}

func offered(k dialogue.Case) string {
	if k.Offer == nil {
		return ""
	}
	var list []playbook.RemedyID
	for _, o := range k.Offer.Options {
		list = append(list, o.Remedy)
	}
	return words(list)
}

func alarms(k dialogue.Case) string {
	var list []string
	for _, a := range k.Alarms {
		list = append(list, a.Class)
	}
	return words(list)
}

func dueOf(k dialogue.Case) value {
	if k.Settled == nil {
		return value{""}
	}
	return value{k.Settled.Due.UTC().Format(time.DateOnly), k.Settled.Due.UTC().Format(time.RFC3339)}
}

func ownerOf(c dialogue.Conversation, k dialogue.Case) string {
	if k.Owner == "" && c.Human != nil {
		return c.Human.Agent
	}
	return k.Owner
}

func humanOf(c dialogue.Conversation) string {
	if c.Human == nil {
		return ""
	}
	return c.Human.Reason
}

func waitingOf(c dialogue.Conversation) string {
	var list []playbook.IssueID
	for _, w := range c.Waiting {
		list = append(list, w.Issue)
	}
	return words(list)
}

func askedOf(c dialogue.Conversation) string {
	if c.Asked == nil {
		return ""
	}
	return strings.TrimSpace(string(c.Asked.Kind) + " " + c.Asked.What)
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// words writes a list of names with spaces between them.
func words[T ~string](list []T) string {
	parts := make([]string, len(list))
	for i, x := range list {
		parts[i] = string(x)
	}
	return strings.Join(parts, " ")
}
