package dialogue

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"amends/dialogue/money"
	"amends/dialogue/playbook"

	"amends/prompts"
)

// showCase puts the current case's card on the desk when there is something to see, and again whenever the card has changed. A case
// belongs on the desk once its order is proven, or earlier when a person is needed.
func (t *turn) showCase() {
	k := t.current()
	if k == nil || !k.OnDesk && (k.Issue() == "" || k.Order == nil) {
		return
	}
	card := t.card(k)
	hash := card.hash()
	if hash == k.CardHash {
		return
	}
	first := k.CardHash == 0
	k.OnDesk, k.CardHash = true, hash
	t.out = append(t.out, ShowCase{Card: card, First: first})
}

// card draws the case for the desk.
func (t *turn) card(k *Case) Card {
	status := t.statusOf(k)
	c := Card{Case: k.No, Status: status, Title: t.desk("desk.title", prompts.Fields{Issue: t.deskIssue(k)})}
	t.cardFields(&c, k, status)
	t.cardEvidence(&c, k)
	t.cardRemedies(&c, k)
	t.cardDates(&c, k)
	t.cardWarnings(&c, k)
	t.cardTask(&c, k)
	c.Options = t.cardOptions(k, status)
	return c
}

func (t *turn) deskIssue(k *Case) string {
	if k.Issue() == "" {
		return "?"
	}
	return t.deskIssueName(k.Issue())
}

func (t *turn) cardFields(c *Card, k *Case, status Status) {
	add := func(id, value string) {
		if value != "" {
			c.Fields = append(c.Fields, Field{ID: id, Label: t.deskWord("desk.field." + id), Value: value})
		}
	}
	add("status", t.deskWord("status."+string(status)))
	if k.Order != nil {
		add("order", k.Order.Masked()+" "+t.e.book.Pack(k.Order.Marketplace).Title)
		add("item", itemTitle(*k))
		add("paid", k.Order.Total().String())
	} else if number := k.Value(SlotOrder); number != "" && number != unknownValue {
		add("order", MaskOrder(number)+" ?")
	}
	add("buyer_language", cmp.Or(t.c.Foreign, t.c.Lang))
	t.cardFacts(c, k)
	wish := k.Value(SlotOutcome)
	if known := t.deskWord("outcome." + wish); known != "" {
		wish = known
	}
	add("wish", wish)
	if f, ok := k.Fact(slotIssue); ok {
		add("words", f.Source.Words)
	}
	if given := k.Standing.Order; given > 0 && k.Order != nil {
		add("standing", money.Money{Minor: given, Currency: k.Order.Currency}.String())
	}
	if s := k.Settled; s != nil {
		add("remedy", strings.TrimSpace(t.deskRemedy(s.Remedy)+" "+amount(s.Refund)+" "+s.Reference))
	}
	add("reported", k.Value(slotReported))
	add("replied", k.Value(slotReplied))
	add("owner", k.Owner)
	if status == StatusHuman && t.c.Human.Live {
		add("live", t.deskWord("desk.live"))
	}
}

func (t *turn) cardFacts(c *Card, k *Case) {
	for _, f := range k.Facts {
		if id, ok := f.Slot.Fact(); ok && f.Value != "" {
			c.Fields = append(c.Fields, t.factField(k, id, f.Value))
		}
	}
}

// factField is a fact of the playbook as the desk reads it.
func (t *turn) factField(k *Case, id playbook.FactID, value string) Field {
	label := t.deskWord("fact." + string(id))
	if label == "" {
		label = strings.ReplaceAll(string(id), "_", " ")
	}
	if known := t.deskWord("answer." + value); known != "" {
		value = known
	}
	if n, err := strconv.ParseInt(value, 10, 64); err == nil && t.e.book.Facts[id].Kind == playbook.FactMoney && k.Order != nil {
		value = amount(money.Money{Minor: n, Currency: k.Order.Currency})
	}
	return Field{ID: string(FactSlot(id)), Label: label, Value: value}
}

// amount writes money for the desk, and nothing for no money.
func amount(m money.Money) string {
	if m.IsZero() {
		return ""
	}
	return m.String()
}

func (t *turn) cardEvidence(c *Card, k *Case) {
	for _, e := range k.Evidence {
		ce := CardEvidence{ID: e.ID, Note: e.Words, Proves: t.deskWord("desk.evidence.extra")}
		if spec, ok := t.e.book.Evidence[e.Meets]; ok {
			ce.Proves = spec.Proves
		}
		if e.Absent {
			ce.Note = t.desk("desk.evidence.absent", prompts.Fields{Words: e.Words})
		}
		c.Evidence = append(c.Evidence, ce)
	}
}

func (t *turn) cardRemedies(c *Card, k *Case) {
	if k.Offer == nil || k.Settled != nil {
		return // what else could have been offered is no help any more
	}
	for _, o := range k.Offer.Options {
		cost := t.deskWord("desk.free_of_charge")
		if !o.Cost.IsZero() {
			cost = o.Cost.String()
		}
		if o.Approval {
			cost += " (" + t.why(o.Why) + ")"
		}
		c.Remedies = append(c.Remedies, CardRemedy{Remedy: o.Remedy, Label: t.deskRemedy(o.Remedy), Cost: cost})
	}
	for _, r := range k.Offer.Refused {
		c.Remedies = append(c.Remedies, CardRemedy{Remedy: r.Remedy, Label: t.deskRemedy(r.Remedy), Refused: t.refusal(r)})
	}
}

// longestRule is the longest condition, in bytes, that a card shows; a longer one says nothing to a reader in a hurry.
const longestRule = 60

// refusal is why a remedy is not offered, in the desk's language.
func (t *turn) refusal(r playbook.Refusal) string {
	f := prompts.Fields{}
	if len(r.Why) <= longestRule {
		f.What = r.Why
	}
	return t.e.texts.Text(t.deskLang(), "desk.refusal."+r.Reason(), 0, f)
}

func (t *turn) cardDates(c *Card, k *Case) {
	zone := t.e.book.Seller.Hours.Zone
	if zone == nil {
		zone = time.UTC
	}
	add := func(id string, at time.Time, layout string) {
		if !at.IsZero() {
			c.Dates = append(c.Dates, Field{ID: id, Label: t.deskWord("desk.date." + id), Value: at.Format(layout)})
		}
	}
	const minute, day = "2006-01-02 15:04 MST", time.DateOnly
	if k.Settled != nil && k.Settled.Done.IsZero() {
		add("due", k.Settled.Due.In(zone), minute)
	}
	add("approval_due", approvalDue(k).In(zone), minute)
	if k.Status != StatusClosed {
		add("reply_due", dueOf(t.c.Human).In(zone), minute)
	}
	if k.Settled == nil && k.Order != nil && k.Issue() != "" {
		add("offer_expires", expiry(k).In(zone), day)
		claim := t.claim(k) // days of the calendar, as the marketplace writes them
		if claim.Earliest.After(t.now()) {
			add("claim_from", claim.Earliest.UTC(), day)
		}
		add("claim_until", claim.Latest.UTC(), day)
	}
}

func (t *turn) cardWarnings(c *Card, k *Case) {
	warn := func(id string, f prompts.Fields) { c.Warnings = append(c.Warnings, t.desk("desk.warning."+id, f)) }
	for _, d := range k.Doubts {
		warn("contradiction", prompts.Fields{Earlier: t.deskIssueName(playbook.IssueID(d.First.Value)), What: t.deskIssueName(playbook.IssueID(d.Second.Value))})
	}
	if t.suspect(k) {
		warn("suspect", noFields())
	}
	if k.Order != nil && t.repeated(k) {
		warn("repeat", noFields())
	}
	for _, a := range k.Alarms {
		if a.Class == "chargeback" {
			warn("chargeback", noFields())
		}
	}
	if t.c.BadProofs >= badProofs {
		warn("proof_failed", prompts.Fields{Count: t.c.BadProofs})
	}
}

func (t *turn) cardTask(c *Card, k *Case) {
	s := k.Settled
	if s == nil || !s.Done.IsZero() {
		return
	}
	f := prompts.Fields{Amount: s.Refund, Until: s.Due, Return: string(s.Return), Order: MaskOrder(s.Order)}
	c.Task = t.e.texts.Text(t.deskLang(), "desk.task."+string(s.Remedy), 0, t.masked(f))
}

// masked fills the fields for the desk: a shared channel shows no whole order number.
func (t *turn) masked(f prompts.Fields) prompts.Fields {
	f = t.filled(f)
	f.Order = MaskOrder(f.Order)
	return f
}
