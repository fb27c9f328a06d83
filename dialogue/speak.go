package dialogue

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// act makes a dialogue act: act(ActAsk, "order").
func act(kind ActKind, args ...string) []Act { return []Act{{Kind: kind, Args: args}} }

// say sends a text of the catalog as a message of its own, after whatever the lead holds.
func (t *turn) say(acts []Act, key string, f prompts.Fields) {
	t.send(Say{Acts: acts, Text: t.text(key, f)})
}

// inform tells about a topic in a message of its own.
func (t *turn) inform(topic Topic, key string, f prompts.Fields) {
	t.say(act(ActInform, string(topic)), key, f)
}

// begins puts a text before the next message: an acknowledgement is not worth a message of its own.
func (t *turn) begins(acts []Act, key string, f prompts.Fields) {
	t.acts = append(t.acts, acts...)
	n := t.e.texts.Variants(t.c.Lang, key)
	t.lead = append(t.lead, t.variant(key, t.c.Turns%max(n, 1), f))
}

// flush sends the lead by itself when no message followed to carry it.
func (t *turn) flush() {
	if len(t.lead) > 0 {
		t.send(Say{})
	}
}

// send completes a message with the lead and puts it out. Nothing goes to a buyer who cannot be reached.
func (t *turn) send(s Say) {
	s.Acts = append(t.acts, s.Acts...)
	if whole := t.led(s.Text); digest(whole) != t.c.LastText {
		s.Text = whole
	} else { // never the same sentence twice running
		s.Text = t.led(join(t.e.texts.Text(t.c.Lang, "repair.repeat", t.c.Turns, noFields()), s.Text))
	}
	t.lead, t.acts = nil, nil
	if len(s.Acts) == 0 {
		s.Acts = act(ActInform, string(Noted))
	}
	t.spoken++
	t.c.LastText = digest(s.Text)
	if !t.c.Blocked {
		t.out = append(t.out, s)
	}
}

// led is a text after the sentences that wait to be said before it.
func (t *turn) led(text string) string {
	for i := len(t.lead) - 1; i >= 0; i-- {
		text = join(t.lead[i], text)
	}
	return text
}

func join(first, rest string) string {
	if rest == "" {
		return first
	}
	return first + "\n\n" + rest
}

// text renders a text in the buyer's language.
func (t *turn) text(key string, f prompts.Fields) string { return t.variant(key, 0, f) }

// variant renders the n-th variant of a text, or the last one there is. A message of its own that would read like the one before
// takes the next variant that does not.
func (t *turn) variant(key string, n int, f prompts.Fields) string {
	f = t.filled(f)
	count := max(t.e.texts.Variants(t.c.Lang, key), 1)
	n = min(n, count-1)
	text := t.e.texts.Text(t.c.Lang, key, n, f)
	for i := 1; i < count && len(t.lead) == 0 && digest(text) == t.c.LastText; i++ {
		text = t.e.texts.Text(t.c.Lang, key, (n+i)%count, f)
	}
	return text
}

func digest(text string) string { return strconv.FormatUint(hashText(hashStart, text), 36) }

// word renders a short text, such as a label or a name, in the buyer's language.
func (t *turn) word(key string) string { return t.e.texts.Text(t.c.Lang, key, 0, noFields()) }

// option is a button with its label in the buyer's language.
func (t *turn) option(id string) Option { return Option{ID: id, Label: t.word("button." + id)} }

func (t *turn) options(ids ...string) []Option {
	list := make([]Option, len(ids))
	for i, id := range ids {
		list[i] = t.option(id)
	}
	return list
}

// filled adds to the fields what every text may use.
func (t *turn) filled(f prompts.Fields) prompts.Fields {
	f.Seller = t.e.book.Seller.Name
	if f.Zone == nil {
		f.Zone = t.e.book.Seller.Hours.Zone
	}
	k := t.current()
	if k == nil {
		return f
	}
	f.Case = k.No
	if issue := k.Issue(); f.Issue == "" && issue != "" {
		f.Issue = t.issueName(issue)
	}
	if k.Order == nil {
		return f
	}
	if f.Item == "" {
		f.Item = itemTitle(*k)
	}
	pack := t.e.book.Pack(k.Order.Marketplace)
	f.Order, f.Total = k.Order.ID, k.Order.Total()
	if pack.Name != playbook.OwnShop { // the seller's own shop is no place to be named like one
		f.Marketplace, f.Programme = pack.Title, t.e.book.In(t.c.Lang, pack.Programme)
	}
	f.Carrier, f.Tracking = carrierName(k.Order.Tracking.Carrier), k.Order.Tracking.Number
	return f
}

// carrierName writes a carrier as people know it: "ups" is UPS, "royal_mail" is Royal Mail.
func carrierName(id string) string {
	words := strings.Fields(strings.ReplaceAll(id, "_", " "))
	if len(words) == 1 && utf8.RuneCountInString(words[0]) <= 4 {
		return strings.ToUpper(words[0])
	}
	for i, w := range words {
		first, size := utf8.DecodeRuneInString(w)
		words[i] = string(unicode.ToUpper(first)) + w[size:]
	}
	return strings.Join(words, " ")
}

// alert calls the desk.
func (t *turn) alert(reason string, f prompts.Fields, grave bool) {
	t.toDesk(Alert{Case: t.caseNo(), Reason: reason, Text: t.desk("desk.alert."+reason, f), Grave: grave})
}

// toDesk puts an action for the desk out, after the card that it belongs to.
func (t *turn) toDesk(a Action) {
	t.showCase()
	t.out = append(t.out, a)
}

// desk renders a text in the desk's language.
func (t *turn) desk(key string, f prompts.Fields) string {
	return t.e.texts.Text(t.deskLang(), key, 0, t.filled(f))
}

func (t *turn) deskLang() string { return t.e.book.Seller.Languages[0] }

// remedyName is a remedy as the buyer reads it.
func (t *turn) remedyName(r playbook.RemedyID) string { return t.word("remedy." + string(r)) }

// issueName is an issue as it stands in a sentence to the buyer.
func (t *turn) issueName(id playbook.IssueID) string { return t.e.IssueName(t.c.Lang, id) }

// issueOption is an issue as the buyer says it, on a button.
func (t *turn) issueOption(id playbook.IssueID) Option {
	return Option{ID: string(id), Label: t.e.issueLine(t.c.Lang, id)}
}

// deskRemedy is a remedy in the desk's language.
func (t *turn) deskRemedy(r playbook.RemedyID) string { return t.deskWord("remedy." + string(r)) }

// deskIssueName is an issue in the desk's language.
func (t *turn) deskIssueName(id playbook.IssueID) string { return t.e.IssueName(t.deskLang(), id) }

func (t *turn) deskWord(key string) string {
	return t.e.texts.Text(t.deskLang(), key, 0, noFields())
}

// noFields are the fields of a text that needs none of its own.
func noFields() prompts.Fields { return prompts.Fields{} }
