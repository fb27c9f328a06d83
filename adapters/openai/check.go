package openai

import (
	"slices"
	"strings"
	"unicode"

	"amends/dialogue"
	"amends/dialogue/playbook"
)

// Reason is why a command or a wording of a model is not taken.
type Reason string

// Why commands are not listened to.
const (
	TooMany    Reason = "too_many"  // beyond the number that is listened to
	BadForm    Reason = "form"      // not of the schema, or too long
	Unknown    Reason = "unknown"   // no name of the list
	BadValue   Reason = "value"     // a value of the wrong kind, or one that the buyer did not write
	NotWritten Reason = "words"     // the buyer wrote no such words
	BadSure    Reason = "sure"      // not between 0 and 1
	NotAllowed Reason = "not_now"   // known, and of no use at this point of the conversation
	Repeated   Reason = "duplicate" // said before
)

// Why wordings are not taken.
const (
	Added       Reason = "added"    // a number, a placeholder or a sign on one that was not there
	Lost        Reason = "lost"     // a value is gone, or stands in another place
	BadLength   Reason = "length"   // far longer or shorter
	BadMarks    Reason = "marks"    // formatting, a link, characters that are not seen
	BadLanguage Reason = "language" // not the language that was asked for
	Turned      Reason = "meaning"  // money, a remedy, a promise, a condition or a "not" was added or dropped
	Strayed     Reason = "strayed"  // it is another text, or becomes one when it is translated back
	Unsaid      Reason = "unsaid"   // advice names what nobody has said
)

// Reasons lists all of them, for those who count.
var Reasons = []Reason{TooMany, BadForm, Unknown, BadValue, NotWritten, BadSure, NotAllowed, Repeated,
	Added, Lost, BadLength, BadMarks, BadLanguage, Turned, Strayed, Unsaid}

// How sure a command may be at most: a model's own word for it is never taken whole.
const (
	mostSure      = 0.95
	mostSureIssue = 0.9
	// sureDoubt is for what binds the buyer: it is below what the engine acts on, so that it asks again.
	sureDoubt = 0.5
)

// finds are the commands that hold.
type finds struct {
	dialogue.Interpretation
	any bool // whether there were any
}

// check looks at every command by itself and drops what fails.
func (u *Understander) check(c dialogue.Conversation, plain dialogue.Interpretation, v veil, said answer) finds {
	k := checking{u: u, c: c, plain: plain, veil: v, seen: map[string]bool{}}
	if slices.Contains(u.terms.languages, said.Language) {
		k.out.Lang = said.Language
	}
	for i, raw := range said.Commands {
		if i >= mostCommands {
			u.cfg.Dropped(TooMany)
			continue
		}
		if why := k.take(raw); why != "" {
			u.cfg.Dropped(why)
			continue
		}
		k.out.any = true
	}
	return k.out
}

// checking is one answer on its way to an interpretation.
type checking struct {
	u     *Understander
	c     dialogue.Conversation
	plain dialogue.Interpretation
	veil  veil
	seen  map[string]bool
	out   finds
}

// take adds one command, or says why not.
func (k *checking) take(raw []byte) Reason {
	cmd, ok := readCommand(raw)
	if !ok {
		return BadForm
	}
	if !(cmd.Sure >= 0 && cmd.Sure <= 1) {
		return BadSure
	}
	words := k.veil.quoted(cmd.Words)
	if words == "" {
		return NotWritten
	}
	if k.seen[cmd.key()] {
		return Repeated
	}
	k.seen[cmd.key()] = true
	cmd.Words, cmd.Sure = words, min(cmd.Sure, mostSure)
	switch cmd.Do {
	case doIssue, doSecond:
		return k.issue(cmd)
	case doMove:
		return k.move(cmd)
	case doSlot:
		return k.slot(cmd)
	case doAnswer:
		return k.answer(cmd)
	}
	return Unknown
}

func (k *checking) issue(cmd command) Reason {
	if !slices.Contains(k.u.terms.issues, cmd.Name) {
		return Unknown
	}
	k.out.Issues = append(k.out.Issues, dialogue.IssueGuess{Issue: playbook.IssueID(cmd.Name), Sure: min(cmd.Sure, mostSureIssue),
		Words: cmd.Words, Second: cmd.Do == doSecond && len(k.out.Issues) > 0})
	return ""
}

func (k *checking) move(cmd command) Reason {
	kind := dialogue.MoveKind(cmd.Name)
	if !slices.Contains(moves, kind) {
		return Unknown
	}
	m := dialogue.Move{Kind: kind, Words: cmd.Words, Sure: cmd.Sure}
	if kind == dialogue.Question && cmd.Value != "" {
		if m.Topic = dialogue.Topic(cmd.Value); !slices.Contains(topics, m.Topic) {
			return BadValue
		}
	}
	if (kind == dialogue.Affirm || kind == dialogue.Deny || kind == dialogue.Skip) && k.c.Asked == nil {
		return NotAllowed
	}
	if k.binds(kind) {
		m.Sure = min(m.Sure, sureDoubt)
	}
	k.out.Moves = append(k.out.Moves, m)
	return ""
}

// binds reports whether a move would agree to a remedy, or take back what was agreed.
func (k *checking) binds(kind dialogue.MoveKind) bool {
	switch kind {
	case dialogue.Affirm, dialogue.Pleased:
		return k.confirming()
	case dialogue.Cancel, dialogue.Undo, dialogue.Correct:
		return k.agreed()
	}
	return false
}

// agreed reports whether the buyer has agreed to a remedy, which another word would take back.
func (k *checking) agreed() bool {
	now := current(k.c)
	return now != nil && (now.Settled != nil || now.Approval != nil)
}

// confirming reports whether the buyer was asked to agree to a remedy.
func (k *checking) confirming() bool {
	return k.c.Asked != nil && k.c.Asked.Kind == dialogue.ActConfirm
}

func (k *checking) answer(cmd command) Reason {
	if !k.u.terms.isAnswer(cmd.Name) {
		return Unknown
	}
	offered := false
	if k.c.Asked != nil {
		offered = slices.ContainsFunc(k.c.Asked.Options, func(o dialogue.Option) bool { return o.ID == cmd.Name })
	}
	if !offered {
		return NotAllowed
	}
	if k.confirming() && cmd.Name != "no" && cmd.Name != "person" {
		cmd.Sure = min(cmd.Sure, sureDoubt)
	}
	k.found(dialogue.SlotOption, cmd.Name, cmd)
	return ""
}

func (k *checking) slot(cmd command) Reason {
	slot, value := dialogue.Slot(cmd.Name), cmd.Value
	switch {
	case slices.Contains(k.u.terms.facts, cmd.Name):
		if value != "yes" && value != "no" {
			return BadValue
		}
	case slot == dialogue.SlotOutcome:
		if !slices.Contains(outcomes, value) {
			return BadValue
		}
	case slot == dialogue.SlotEvidence:
		if !slices.Contains(k.u.terms.evidence, value) {
			return BadValue
		}
	case slot == dialogue.SlotLanguage:
		if !slices.Contains(k.u.terms.languages, value) {
			return BadValue
		}
	case slot == dialogue.SlotQuantity:
		if !isQuantity(value) || !standsIn(cmd.Words, value) {
			return BadValue
		}
	case slot == dialogue.SlotOrder:
		return k.order(cmd)
	default:
		return Unknown
	}
	k.found(slot, value, cmd)
	return ""
}

// longestOrder is how many characters an order number has at most.
const longestOrder = 40

// order takes a number that the buyer wrote, and that the built-in reading did not take for something else.
func (k *checking) order(cmd command) Reason {
	value := strings.Trim(k.veil.quoted(cmd.Value), " .,;:")
	if value == "" || len(value) > longestOrder || !strings.ContainsFunc(value, unicode.IsDigit) || strings.Contains(value, "@") {
		return BadValue
	}
	if k.c.Asked != nil && k.c.Asked.What == string(dialogue.SlotProof) {
		return NotAllowed // what answers the question for a proof is one
	}
	for _, s := range k.plain.Slots {
		if kindOf(s) != "" && (s.Slot == dialogue.SlotOrder || strings.Contains(s.Words, value) || strings.Contains(value, s.Words)) {
			return NotAllowed
		}
	}
	k.found(dialogue.SlotOrder, value, cmd)
	return ""
}

func (k *checking) found(slot dialogue.Slot, value string, cmd command) {
	chooses := slot == dialogue.SlotOutcome || slot == dialogue.SlotOrder || slot == dialogue.SlotOption && slices.Contains(k.u.terms.remedies, value)
	if chooses && k.agreed() {
		cmd.Sure = min(cmd.Sure, sureDoubt)
	}
	k.out.Slots = append(k.out.Slots, dialogue.SlotValue{Slot: slot, Value: value, Words: cmd.Words, Sure: cmd.Sure})
}

// isQuantity reports a number from 1 to 999.
func isQuantity(s string) bool {
	return len(s) >= 1 && len(s) <= 3 && s[0] != '0' && digitsOf(s) == s
}

// standsIn reports whether a number stands in a text by itself.
func standsIn(text, number string) bool {
	return slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) }), number)
}
