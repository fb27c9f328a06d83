package dialogue

import (
	"strconv"
	"strings"
	"time"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// turn is the work on one event: the conversation being made, and what is to be done so far.
type turn struct {
	e   *Engine
	c   Conversation
	ev  Event
	out []Action

	lead   []string // sentences to begin the next message with
	acts   []Act    // the acts that those sentences perform
	spoken int      // messages to the buyer so far
	// moved is set once anything of the event was put to use: what is left over was not understood.
	moved bool
	// asking is set once this turn has asked something: one question a turn.
	asking bool
}

func (t *turn) now() time.Time { return t.ev.At }

// begin makes a new conversation ready and notes what the event says of its buyer.
func (t *turn) begin() {
	if t.c.ID == "" {
		t.c.ID, t.c.Current = t.ev.Conversation, -1
	}
	if t.c.Buyer == (Address{}) {
		t.c.Buyer = t.ev.Buyer
	}
	if t.c.Lang == "" {
		t.c.Lang = t.language(t.ev.Lang)
	}
	t.c.Turns++
	if fromBuyer(t.ev.Body) {
		t.c.LastBuyer, t.c.Reminded, t.c.Blocked = t.now(), time.Time{}, false
	}
	t.backToLive()
	if k := t.current(); k != nil && t.ev.Read.Standing != nil {
		k.Standing = *t.ev.Read.Standing
	}
}

// backToLive makes the last case that is not closed the current one again when the current one has ended.
func (t *turn) backToLive() {
	k := t.current()
	if k == nil || k.Status != StatusClosed || !fromBuyer(t.ev.Body) || t.c.Asked != nil {
		return
	}
	for i := len(t.c.Cases) - 1; i >= 0; i-- {
		if t.c.Cases[i].Status != StatusClosed {
			t.c.Current = i
			return
		}
	}
}

// end sends what is left of the lead, brings the desk's card up to date and winds the clock.
func (t *turn) end() {
	if !t.waits() && !t.c.Blocked {
		t.advance() // an open case always waits for something
	}
	t.flush()
	t.showCase()
	t.c.Wake = t.nextWake()
}

func fromBuyer(b Body) bool {
	switch b.(type) {
	case Message, Press, Upload, Edit, Delete, Start:
		return true
	}
	return false
}

// current is the case being talked about, or nil.
func (t *turn) current() *Case {
	if t.c.Current < 0 || t.c.Current >= len(t.c.Cases) {
		return nil
	}
	return &t.c.Cases[t.c.Current]
}

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
		s.Text = t.led(join(t.e.texts.Text(t.c.Lang, "repair.repeat", t.c.Turns, prompts.Fields{}), s.Text))
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
func (t *turn) word(key string) string { return t.e.texts.Text(t.c.Lang, key, 0, prompts.Fields{}) }

// option is a button with its label in the buyer's language.
func (t *turn) option(id string) Option { return Option{ID: id, Label: t.word("button." + id)} }

func (t *turn) options(ids ...string) []Option {
	list := make([]Option, len(ids))
	for i, id := range ids {
		list[i] = t.option(id)
	}
	return list
}

// question asks something and remembers what, so that the next event can be read as its answer. A person is always one tap away.
func (t *turn) question(kind ActKind, what string, s Say) {
	times := 0
	if a := t.c.Asked; a != nil && a.Kind == kind && a.What == what {
		times = a.Times + 1
	}
	if kind != ActFeedback {
		s.Options = append(s.Options, t.option("person"))
	}
	s.Question = "q" + strconv.Itoa(t.c.Turns)
	t.asking = true
	t.c.Asked = &Asked{ID: s.Question, Kind: kind, What: what, Options: s.Options, Times: times}
	t.send(s)
}

// ask asks for a slot, in other words each time.
func (t *turn) ask(what, key string, f prompts.Fields, opts ...Option) {
	text := t.variant(key, t.timesAsked(ActAsk, what), f)
	t.question(ActAsk, what, Say{Acts: act(ActAsk, what), Text: text, Options: opts})
}

// timesAsked is how often in a row the same question was asked before.
func (t *turn) timesAsked(kind ActKind, what string) int {
	if a := t.c.Asked; a != nil && a.Kind == kind && a.What == what {
		return a.Times + 1
	}
	return 0
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
		f.Issue = t.word("issue." + string(issue))
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
		f.Marketplace, f.Programme = pack.Title, pack.Programme
	}
	f.Carrier, f.Tracking = carrierName(k.Order.Tracking.Carrier), k.Order.Tracking.Number
	return f
}

// carrierName writes a carrier as people know it: "ups" is UPS, "royal_mail" is Royal Mail.
func carrierName(id string) string {
	if len(id) <= 4 && !strings.Contains(id, " ") {
		return strings.ToUpper(id)
	}
	words := strings.Fields(strings.ReplaceAll(id, "_", " "))
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, " ")
}

// language is the nearest language that there are texts for: "es-MX" is "es".
func (t *turn) language(tag string) string {
	for _, lang := range t.e.texts.Languages() {
		if len(tag) >= len(lang) && tag[:len(lang)] == lang {
			return lang
		}
	}
	return t.e.book.Seller.Languages[0]
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

func (t *turn) caseNo() string {
	if k := t.current(); k != nil {
		return k.No
	}
	return ""
}

// business is a time by which people who work in opening hours can have done something.
func (t *turn) business(d time.Duration) time.Time { return t.e.book.Seller.Hours.Add(t.now(), d) }

// issue is the policy for the current case's issue.
func (t *turn) issue() playbook.Issue {
	if k := t.current(); k != nil {
		return t.e.book.Issues[k.Issue()]
	}
	return playbook.Issue{}
}
