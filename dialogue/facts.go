package dialogue

import (
	"strconv"
	"strings"
	"unicode"

	"amends/dialogue/playbook"
)

// quoteLimit bounds the words kept with a fact, in bytes.
const quoteLimit = 160

// Fact returns the case's fact for a slot.
func (k *Case) Fact(s Slot) (Fact, bool) {
	for _, f := range k.Facts {
		if f.Slot == s {
			return f, true
		}
	}
	return Fact{}, false
}

// Value returns the value of the case's fact for a slot, "" when it is not known.
func (k *Case) Value(s Slot) string {
	f, _ := k.Fact(s)
	return f.Value
}

// Issue returns the case's issue, "" when it is not known.
func (k *Case) Issue() playbook.IssueID { return playbook.IssueID(k.Value(slotIssue)) }

// slotIssue and the slots below are facts that no text holds as such: the engine concludes them.
const (
	slotIssue    Slot = "issue"
	slotMismatch Slot = "mismatch" // until the next question: how the last second fact did not fit
	slotReported Slot = "reported" // when the buyer reported it in the marketplace, RFC 3339
	slotReplied  Slot = "replied"  // the agent who answered in the marketplace's own system
	slotCounted  Slot = "counted"  // what was counted before the order was known: "1 steel bottle; 3 weeks"
)

// FactSlot is the slot of a fact that the playbook defines.
func FactSlot(id playbook.FactID) Slot { return askFact + Slot(id) }

// Fact returns the playbook's fact that the slot is for; false when it is for something else.
func (s Slot) Fact() (playbook.FactID, bool) {
	id, ok := strings.CutPrefix(string(s), askFact)
	return playbook.FactID(id), ok && id != ""
}

// unknownValue stands for a fact or an order number that the buyer cannot give.
const unknownValue = "unknown"

// learn sets a fact of the case and keeps what it was before.
func (t *turn) learn(k *Case, s Slot, value, words string) {
	src := Source{Event: t.ev.ID, Words: quote(words), At: t.now()}
	for i := range k.Facts {
		f := &k.Facts[i]
		if f.Slot != s {
			continue
		}
		if f.Value != value {
			f.Earlier = remember(f.Earlier, Was{Value: f.Value, Source: f.Source})
			f.Value, f.Source = value, src
		}
		return
	}
	k.Facts = append(k.Facts, Fact{Slot: s, Value: value, Source: src})
}

// earlierKept bounds how many earlier values one fact keeps: the first one said and the latest ones.
const earlierKept = 12

func remember(earlier []Was, was Was) []Was {
	if len(earlier) < earlierKept {
		return append(earlier, was)
	}
	kept := append([]Was{earlier[0]}, earlier[len(earlier)-earlierKept+2:]...)
	return append(kept, was)
}

// unlearn forgets the value of a fact, though not that it was there.
func (t *turn) unlearn(k *Case, s Slot) {
	if _, ok := k.Fact(s); ok {
		t.learn(k, s, "", "")
	}
}

// legible leaves out of a text what would change how the words around it are read: controls and marks of direction. The joiners inside
// emoji and scripts stay.
func legible(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cc, r) && !unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d' {
			return -1
		}
		return r
	}, text)
}

// quote shortens words to be kept, at a rune's border.
func quote(words string) string {
	words = strings.Join(strings.Fields(legible(words)), " ")
	if len(words) <= quoteLimit {
		return words
	}
	cut := quoteLimit
	for cut > 0 && words[cut]&0xC0 == 0x80 {
		cut--
	}
	return words[:cut] + "…"
}

// items are the lines of the order that the case is about; the only line of an order needs no naming.
func (k *Case) items() []Item {
	if k.Order == nil {
		return nil
	}
	if len(k.Order.Items) == 1 {
		return k.Order.Items
	}
	var list []Item
	for _, s := range strings.Split(k.Value(SlotItem), ",") {
		if i, err := strconv.Atoi(s); err == nil && i >= 0 && i < len(k.Order.Items) {
			list = append(list, k.Order.Items[i])
		}
	}
	return list
}

// itemTitle names the items that the case is about, with how many of them.
func itemTitle(k Case) string {
	list := k.items()
	if len(list) == 1 && k.affected(list[0], 1) == 1 {
		return list[0].Title
	}
	titles := make([]string, 0, len(list))
	for _, it := range list {
		title := it.Title
		if n := k.affected(it, len(list)); n > 1 {
			title = strconv.Itoa(n) + " × " + title
		}
		titles = append(titles, title)
	}
	return strings.Join(titles, ", ")
}

// known is the case as the playbook's conditions see it.
func (t *turn) known(k *Case) playbook.Facts {
	book := t.e.book
	f := playbook.Facts{Now: t.now(), Case: playbook.CaseFacts{
		Issue: k.Issue(), Facts: map[string]string{}, Declined: k.Rounds,
		Repeat: t.repeated(k), Suspect: t.suspect(k)}}
	for _, fact := range k.Facts {
		if id, ok := fact.Slot.Fact(); ok {
			f.Case.Facts[string(id)] = fact.Value
		}
	}
	f.Buyer.Claims = t.claims()
	if o := k.Order; o != nil {
		f.Order = orderFacts(*o, k.Standing.Order+t.granted(o.ID, k.No))
		f.Item = itemFacts(k)
		if o.Currency == book.Seller.Currency {
			l := book.Limits
			f.Limits = playbook.LimitFacts{AutoRefund: l.AutoRefund, Returnless: l.Returnless, HighValue: l.HighValue,
				BudgetLeft: max(l.BudgetPerDay-k.Standing.Today, 0), Claims: l.Claims}
		}
	}
	_, needed := book.Needs(f)
	f.Case.Evidence = complete(k, append(needed, k.Wanted...))
	return f
}

func orderFacts(o Order, granted int64) playbook.OrderFacts {
	for _, r := range o.Refunds {
		granted += r.Amount.Minor
	}
	return playbook.OrderFacts{Marketplace: o.Marketplace, Country: o.Country, Currency: o.Currency, Status: string(o.Status),
		Fulfilment: o.Fulfilment, Total: o.Total().Minor, Shipping: o.Shipping, Granted: granted,
		Placed: o.Placed, Estimated: o.Estimated.To, Delivered: o.Delivered}
}

// itemFacts adds up the lines that the case is about.
func itemFacts(k *Case) playbook.ItemFacts {
	var f playbook.ItemFacts
	list := k.items()
	for i, it := range list {
		n := k.affected(it, len(list))
		if i == 0 || it.Stock < f.Stock {
			f.Stock = it.Stock
		}
		f.SKU, f.Price, f.UnitCost = it.SKU, max(f.Price, it.Price), max(f.UnitCost, it.UnitCost)
		f.Quantity += n
		f.Value += it.Price * int64(n)
	}
	return f
}

// repeated reports whether an earlier case about the same order and issue was settled.
func (t *turn) repeated(k *Case) bool {
	for i := range t.c.Cases {
		o := &t.c.Cases[i]
		if o.No != k.No && o.Settled != nil && k.Order != nil && o.Order != nil && o.Order.ID == k.Order.ID && o.Issue() == k.Issue() {
			return true
		}
	}
	return false
}

// claims counts the settlements of this buyer within the playbook's time.
func (t *turn) claims() int {
	n := 0
	for i := range t.c.Cases {
		s := t.c.Cases[i].Settled
		if i != t.c.Current && s != nil && t.now().Sub(s.Agreed) <= t.e.book.Limits.ClaimsWithin {
			n++
		}
	}
	return n
}

// granted is what other cases of this conversation gave on an order. The ledger is asked for everybody else's.
func (t *turn) granted(order, except string) int64 {
	var sum int64
	for i := range t.c.Cases {
		if k := &t.c.Cases[i]; k.No != except && k.Settled != nil && k.Settled.Order == order {
			sum += k.Settled.Refund.Minor
		}
	}
	return sum
}

// suspect is a soft signal that a person should look: the same picture serves a case about another order, or the case was about another
// order when it came. It only ever asks for a person's approval, and no buyer hears of it.
func (t *turn) suspect(k *Case) bool {
	if k.Moved {
		return true
	}
	for i := range t.c.Cases {
		other := &t.c.Cases[i]
		if k.Order == nil || other.Order == nil || other.Order.ID == k.Order.ID {
			continue
		}
		for _, old := range other.Evidence {
			for _, e := range k.Evidence {
				if e.ID != "" && e.ID == old.ID {
					return true
				}
			}
		}
	}
	return false
}
