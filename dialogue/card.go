package dialogue

import (
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
	return t.deskWord("issue." + string(k.Issue()))
}

func (t *turn) deskWord(key string) string {
	return t.e.texts.Text(t.deskLang(), key, 0, prompts.Fields{})
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
	add("buyer_language", t.c.Lang)
	for _, f := range k.Facts {
		if len(f.Slot) > 5 && f.Slot[:5] == "fact:" && f.Value != "" {
			c.Fields = append(c.Fields, t.factField(k, playbook.FactID(f.Slot[5:]), f.Value))
		}
	}
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
	if s := k.Settled; s != nil && !s.Done.IsZero() {
		add("remedy", strings.TrimSpace(t.deskWord("remedy."+string(s.Remedy))+" "+amount(s.Refund)+" "+s.Reference))
	}
	add("reported", k.Value(slotReported))
	add("replied", k.Value(slotReplied))
	add("owner", k.Owner)
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
	if k.Offer == nil {
		return
	}
	for _, o := range k.Offer.Options {
		cost := t.deskWord("desk.free_of_charge")
		if !o.Cost.IsZero() {
			cost = o.Cost.String()
		}
		if o.Approval {
			cost += " (" + t.why(o.Why) + ")"
		}
		c.Remedies = append(c.Remedies, CardRemedy{Remedy: o.Remedy, Label: t.deskWord("remedy." + string(o.Remedy)), Cost: cost})
	}
	for _, r := range k.Offer.Refused {
		c.Remedies = append(c.Remedies, CardRemedy{Remedy: r.Remedy, Label: t.deskWord("remedy." + string(r.Remedy)), Refused: t.refusal(r)})
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
	return t.desk("desk.refusal."+r.Reason(), f)
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
		warn("contradiction", prompts.Fields{Earlier: t.deskWord("issue." + d.First.Value), What: t.deskWord("issue." + d.Second.Value)})
	}
	if t.suspect(k) {
		warn("suspect", t.none())
	}
	if k.Order != nil && t.repeated(k) {
		warn("repeat", t.none())
	}
	for _, a := range k.Alarms {
		if a.Class == "chargeback" {
			warn("chargeback", t.none())
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

// cardOptions are what an agent can do now.
func (t *turn) cardOptions(k *Case, status Status) []Option {
	var ids []string
	switch {
	case status == StatusClosed:
		ids = []string{"reopen"}
	case status == StatusHuman:
		ids = []string{"take", "handback", "resolve"}
	case k.Settled != nil && k.Settled.Done.IsZero():
		ids = []string{"done", "take"}
	default:
		ids = []string{"take", "resolve"}
	}
	if a := k.Approval; a != nil {
		asked, _ := k.Offer.option(a.Remedy)
		switch {
		case a.Remedy == "":
			ids = append([]string{"decline"}, ids...)
		case asked.Floor:
			ids = append([]string{"approve"}, ids...)
		default:
			ids = append([]string{"approve", "decline"}, ids...)
		}
	}
	if t.pack(k).NeedsContact && k.Value(slotReported) != "" && k.Value(slotReplied) == "" && status != StatusClosed {
		ids = append(ids, "replied") // Amazon wants the seller's answer in its own system
	}
	var opts []Option
	for _, id := range ids {
		opts = append(opts, t.deskOption(id, t.none()))
	}
	if status == StatusHuman && k.Settled != nil && k.Settled.Done.IsZero() {
		opts = append(opts, t.deskOption("done", t.none()))
	}
	if (status == StatusHuman || status == StatusAsked) && k.Settled == nil && k.Order != nil {
		opts = append(opts, t.offerOptions(k)...)
		opts = append(opts, t.askOptions(k)...)
	}
	return opts
}

// hash tells one card from another, so that the desk is sent only what it has not seen.
func (c Card) hash() uint64 {
	h := hashStart
	put := func(parts ...string) {
		for _, p := range parts {
			h = hashText(h, p) * hashPrime // the step parts one string from the next
		}
	}
	put(c.Case, c.Title, string(c.Status), c.Task)
	for _, f := range c.Fields {
		put(f.ID, f.Value)
	}
	put("dates")
	for _, f := range c.Dates {
		put(f.ID, f.Value)
	}
	put("evidence")
	for _, e := range c.Evidence {
		put(e.ID, e.Proves, e.Note)
	}
	put("remedies")
	for _, r := range c.Remedies {
		put(string(r.Remedy), r.Cost, r.Refused)
	}
	put(c.Warnings...)
	for _, o := range c.Options {
		put(o.ID, o.Label)
	}
	return h
}

// The FNV-1a hash, by hand because a turn takes it of many short strings.
const (
	hashStart uint64 = 14695981039346656037
	hashPrime uint64 = 1099511628211
)

func hashText(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * hashPrime
	}
	return h
}
