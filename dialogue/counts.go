package dialogue

import (
	"slices"
	"strconv"
	"strings"

	"amends/prompts"
)

// What a quantity can be beside a number.
const (
	countAll  = "all"
	countHalf = "half"
)

// mostCounts bounds how many counts are kept for the time when the order is known.
const mostCounts = 6

// takeCount takes how many pieces it is about. What a text counts before the order is known waits for it; after that it counts only when
// it is the line that the case is about.
func (t *turn) takeCount(k *Case, in Interpretation) {
	v, ok := slot(in, SlotQuantity)
	switch {
	case ok:
		t.setCount(k, v.Value, v.Words)
	case k.Order == nil:
		t.keepCounts(k, in.Counts)
	default:
		if list := k.items(); len(list) == 1 {
			if n := countedOf(list[0], in.Counts); n > 0 {
				t.setCount(k, strconv.Itoa(n), "")
			}
		}
	}
}

// setCount sets the quantity. What was offered for another one is void, and the buyer hears what it is about from here on.
func (t *turn) setCount(k *Case, value, words string) {
	was, offered := counted(k), k.Offer != nil
	t.learn(k, SlotQuantity, value, words)
	now := counted(k)
	t.used = t.used || now != was || !offered
	switch {
	case now == was:
	case offered:
		t.withdraw(k)
		t.begins(act(ActRepair, "correction"), "repair.correction", prompts.Fields{What: now, Earlier: was})
	case t.c.Asked != nil && !t.asking && !t.c.Asked.about(string(SlotProof)):
		t.begins(nil, "inform.counted", prompts.Fields{Item: now})
	}
}

// counted names what the case is about with the number of each, one too.
func counted(k *Case) string {
	list := k.items()
	names := make([]string, len(list))
	for i, it := range list {
		names[i] = strconv.Itoa(k.affected(it, len(list))) + " × " + it.Title
	}
	return strings.Join(names, ", ")
}

func (t *turn) keepCounts(k *Case, counts []Count) {
	var list []string
	if kept := k.Value(slotCounted); kept != "" {
		list = strings.Split(kept, "; ")
	}
	for _, c := range counts {
		if len(list) < mostCounts {
			list = append(list, strconv.Itoa(c.Number)+" "+strings.ReplaceAll(quote(c.Words), ";", " "))
		}
	}
	if len(list) > 0 {
		t.learn(k, slotCounted, strings.Join(list, "; "), "")
	}
}

// kept are the counts that came before the order was known.
func (k *Case) kept() []Count {
	var out []Count
	for s := range strings.SplitSeq(k.Value(slotCounted), "; ") {
		number, words, _ := strings.Cut(s, " ")
		if n, err := strconv.Atoi(number); err == nil {
			out = append(out, Count{Number: n, Words: words})
		}
	}
	return out
}

// countedOf returns the last count of a line's pieces that there can be, or 0.
func countedOf(it Item, counts []Count) int {
	n := 0
	for _, c := range counts {
		if c.Number > 0 && c.Number <= it.Quantity && len(MatchItems(Order{Items: []Item{it}}, c.Words)) > 0 {
			n = c.Number
		}
	}
	return n
}

// affected is how many of a line the case is about: all of them, unless the buyer counted fewer. A bare number is about the only line.
func (k *Case) affected(it Item, lines int) int {
	if it.Quantity < 2 {
		return it.Quantity
	}
	if lines == 1 {
		switch value := k.Value(SlotQuantity); value {
		case countAll:
			return it.Quantity
		case countHalf:
			return (it.Quantity + 1) / 2
		default:
			if q, err := strconv.Atoi(value); err == nil && q > 0 {
				return min(it.Quantity, q)
			}
		}
	}
	if n := countedOf(it, k.kept()); n > 0 {
		return n
	}
	return it.Quantity
}

// meansAll reports whether a text names all lines of an order by their number: "both", "all three".
func meansAll(in Interpretation, lines int) bool {
	v, ok := slot(in, SlotQuantity)
	return ok && (v.Value == countAll || v.Value == strconv.Itoa(lines))
}

func everyLine(o *Order) []int {
	all := make([]int, len(o.Items))
	for i := range all {
		all[i] = i
	}
	return all
}

// indexes writes lines of an order as a fact's value.
func indexes(lines []int) string {
	list := make([]string, len(lines))
	for i, n := range lines {
		list[i] = strconv.Itoa(n)
	}
	return strings.Join(list, ",")
}

// mostBetween is how many words stand at most between two things that are named in one breath: "the bed and the leash".
const mostBetween = 3

// namedTogether returns the lines of o that a text names one after the other with the word for "and" between the last two, and nothing
// when it names them otherwise: "the bed came but not the leash" leaves open which is meant.
func namedTogether(o Order, text, and string) []int {
	lines := MatchItems(o, text)
	words := strings.FieldsFunc(bareLetters(strings.ReplaceAll(text, "&", " "+and+" ")), notInWord)
	var order []int
	last, joined := 0, false
	for at, word := range words {
		i := slices.IndexFunc(lines, func(line int) bool {
			return !shared(o, word) && len(MatchItems(Order{Items: o.Items[line : line+1]}, word)) > 0
		})
		if i < 0 {
			continue
		}
		switch n := len(order); {
		case n > 0 && at-last-1 > mostBetween:
			return nil
		case n == 0 || order[n-1] != lines[i]:
			if slices.Contains(order, lines[i]) {
				return nil
			}
			order = append(order, lines[i])
			joined = n > 0 && slices.Contains(words[last+1:at], and)
		}
		last = at
	}
	if len(order) < 2 || len(order) != len(lines) || !joined {
		return nil
	}
	return lines
}

// shared reports whether a word fits more than one line of an order.
func shared(o Order, word string) bool {
	fits := 0
	for i := range o.Items {
		fits += len(MatchItems(Order{Items: o.Items[i : i+1]}, word))
	}
	return fits > 1
}
