package understand

import (
	"slices"
	"strings"

	"amends/dialogue"
	"amends/dialogue/playbook"
)

// mostAnswerWords is how long a text can be and still be nothing but the choice of an option by its words.
const mostAnswerWords = 14

// option finds the option of the last question that the text names: by its label, its place, or its meaning.
func (f *finder) option() {
	options := f.asked().Options
	if len(options) == 0 || len(f.toks) == 0 {
		return
	}
	if id, sure := f.labelled(options); id != "" {
		f.choose(id, sure)
		return
	}
	if len(f.toks) > mostAnswerWords {
		return
	}
	if id := f.placed(options); id != "" {
		f.choose(id, 0.9)
		return
	}
	if _, asks := f.question(); asks {
		return // "how long would the replacement take" chooses nothing
	}
	if ids := f.meant(options); len(ids) > 0 {
		sure := 0.85
		if len(ids) > 1 {
			sure = 0.5
		}
		for _, id := range ids {
			f.choose(id, sure)
		}
		return
	}
	f.describedOption(options)
}

func (f *finder) choose(id string, sure float64) {
	f.note(dialogue.SlotOption, id, f.place(0, len(f.toks)), "", sure)
}

// labelled finds the option whose label or ID is the text.
func (f *finder) labelled(options []dialogue.Option) (string, float64) {
	said := joinWords(f.toks)
	for _, o := range options {
		if f.lex.saysLabel(said, o.Label) || f.lex.saysLabel(said, o.ID) {
			return o.ID, 0.98
		}
		if number, ok := strings.CutPrefix(o.ID, "order:"); ok && f.namesOrder(number) {
			return o.ID, 0.95
		}
	}
	return "", 0
}

func (f *finder) namesOrder(number string) bool {
	for _, v := range f.out {
		if v.Slot == dialogue.SlotOrder && v.Value == number {
			return true
		}
	}
	return false
}

func joinWords(toks []token) string {
	words := make([]string, len(toks))
	for i, t := range toks {
		words[i] = t.norm
	}
	return strings.Join(words, " ")
}

// saysLabel reports whether the folded words of a text are a label. Folding takes time and is left out where the lengths differ
// too much: it takes no plain letter away and hardly ever makes a text longer.
func (l *lexicon) saysLabel(said, label string) bool {
	plain := 0
	for i := range len(label) {
		plain += b2i(isDigit(label[i]) || isASCIILetter(label[i]))
	}
	return plain <= len(said) && len(said) <= 2*len(label) && said == l.foldLabel(label)
}

func (l *lexicon) foldLabel(s string) string { return joinWords(tokenize(Clean(s), l.elided)) }

// placed finds an option by its place: "the second one", "2", "option b", "the last". A rating is its own ID.
func (f *finder) placed(options []dialogue.Option) string {
	real := realOptions(options)
	n := f.ordinal(len(real))
	if n == 0 || n > len(real) || n < -len(real) {
		return ""
	}
	if n < 0 {
		n += len(real) + 1
	}
	return real[n-1].ID
}

// realOptions leaves out yes and no, which are moves, and the ways out that stand below every question.
func realOptions(options []dialogue.Option) []dialogue.Option {
	var out []dialogue.Option
	for _, o := range options {
		switch o.ID {
		case "yes", "no", "none", "person", "skip":
		default:
			out = append(out, o)
		}
	}
	return out
}

// ordinal reads a place from a text that has little else; 0 when there is none.
func (f *finder) ordinal(options int) int {
	place := 0
	for i, t := range f.toks {
		n, ok := f.lex.ordinals[t.norm]
		switch {
		case ok && (f.negated(i, 4) || !f.endsPlace(i+1)):
		case ok:
			place = n
		case f.isOptionNumber(i, options):
			place = t.num
		case f.isOptionLetter(i, options):
			place = int(t.norm[0]-'a') + 1
		}
		if place != 0 {
			return place
		}
	}
	return 0
}

// endsPlace reports whether token i may follow a place: "the last one", but not "the last time".
func (f *finder) endsPlace(i int) bool {
	if i == len(f.toks) {
		return true
	}
	t := f.toks[i]
	return t.brk || t.pause || f.lex.optionWords[t.norm] || f.lex.fillers[t.norm]
}

// isOptionNumber reports whether token i is a number that stands for an option: alone, or after a word such as "option".
func (f *finder) isOptionNumber(i, options int) bool {
	t := f.toks[i]
	if t.num < 1 || t.num > options || !f.isFree(t.span) {
		return false
	}
	if i > 0 && f.lex.optionWords[f.toks[i-1].norm] && f.toks[i-1].num < 0 || i == 0 && len(f.toks) == 1 {
		return true
	}
	return allDigits(t.norm) && f.onlyFillersBeside(i)
}

func (f *finder) isOptionLetter(i, options int) bool {
	t := f.toks[i]
	if len(t.norm) != 1 || t.norm[0] < 'a' || int(t.norm[0]-'a') >= options {
		return false
	}
	return len(f.toks) == 1 || i > 0 && f.lex.optionWords[f.toks[i-1].norm]
}

// meant finds the options that words of their meaning name, the wanted before the unwanted. More than one is undecided.
func (f *finder) meant(options []dialogue.Option) []string {
	score := map[string]int{}
	for _, h := range f.hits {
		t := f.lex.tags[h.tag]
		if f.unwanted(h) && t.name != "unhappy" && t.name != "none" && t.name != "not_yet" {
			continue
		}
		for _, o := range options {
			switch {
			case t.group == optionGroup && t.name == o.ID && f.mostly(h), t.group == remedyGroup && t.name == o.ID:
				score[o.ID] = max(score[o.ID], 2*(h.to-h.from)+1)
			case t.group == wishGroup && f.kindOf(o.ID) == playbook.Kind(t.name):
				score[o.ID] = max(score[o.ID], 2*(h.to-h.from))
			}
		}
	}
	return highest(options, score)
}

// mostly reports whether a hit, moves such as a yes, and words of no weight are all of the text.
func (f *finder) mostly(h hit) bool {
	for i, t := range f.toks {
		if (i < h.from || i >= h.to) && !f.lex.fillers[t.known] && f.cover[i].to == 0 {
			return false
		}
	}
	return true
}

func highest(options []dialogue.Option, score map[string]int) []string {
	top := 0
	var ids []string
	for _, o := range options {
		switch n := score[o.ID]; {
		case n > top:
			top, ids = n, []string{o.ID}
		case n == top && n > 0:
			ids = append(ids, o.ID)
		}
	}
	return ids
}

// kindOf returns the kind of a remedy that is on offer: as the offer says, else as remedies usually are.
func (f *finder) kindOf(id string) playbook.Kind {
	if c := f.current(); c != nil && c.Offer != nil {
		for _, o := range c.Offer.Options {
			if string(o.Remedy) == id {
				return o.Kind
			}
		}
	}
	switch playbook.RemedyID(id) {
	case playbook.Replace, playbook.ReplaceKeep, playbook.Exchange, playbook.Reship, playbook.PartShip, playbook.Troubleshoot:
		return playbook.MadeRight
	case playbook.RefundReturn, playbook.RefundKeep, playbook.CancelRefund:
		return playbook.MoneyBack
	case playbook.PartialKeep, playbook.RefundShipping, playbook.PriceAdjust, playbook.Goodwill:
		return playbook.KeepIt
	}
	return ""
}

// mostDescribingWords is how many words of weight a text can have and still mean an option by one that its label has too.
const mostDescribingWords = 3

// describedOption finds the one option whose label has the telling words of a short text: "the blue one". What is wrong and
// whether all is well are not guessed from a label.
func (f *finder) describedOption(options []dialogue.Option) {
	real := realOptions(options)
	if len(real) < 2 || f.asked().Kind == dialogue.ActFeedback || slices.ContainsFunc(real, isIssue) {
		return
	}
	var labels dialogue.Order
	for _, o := range real {
		labels.Items = append(labels.Items, dialogue.Item{Title: o.Label})
	}
	var telling []string
	for _, t := range f.toks {
		if !f.lex.fillers[t.norm] {
			telling = append(telling, t.norm)
		}
	}
	if len(telling) > mostDescribingWords {
		return
	}
	if i := dialogue.MatchItems(labels, strings.Join(telling, " ")); len(i) == 1 {
		f.choose(real[i[0]].ID, 0.7)
	}
}

func isIssue(o dialogue.Option) bool { return slices.Contains(playbook.Issues, playbook.IssueID(o.ID)) }
