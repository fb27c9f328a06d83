package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"amends/adapters/files"
	"amends/adapters/telegram/telegramtest"
	"amends/dialogue"
)

// kind is how a buyer's story goes.
type kind string

const (
	plain    kind = "plain"    // settles what the shop grants by itself
	approved kind = "approved" // waits for an agent to agree, and for the remedy to be carried out
	personal kind = "personal" // wants a person and talks with them
)

// buyer is one person in one chat with the bot. All that is said in the chat is written down as events of a store call it, in order.
type buyer struct {
	*telegramtest.Phone
	f         *fleet
	place     int
	kind      kind
	order     string
	code      string
	item      string
	sent      []string // events of what the buyer did
	random    *rand.Rand
	seen      int      // the number of the last message that counts
	questions []string // what the buyer asked an agent, in order
}

func newBuyer(f *fleet, place int, k kind) *buyer {
	return &buyer{f: f, place: place, kind: k, random: f.random(uint64(place)), Phone: f.tg.User(telegramtest.User{FirstName: fmt.Sprintf("Buyer%04d", place), LanguageCode: "en"}),
		order: fmt.Sprintf("112-%07d-%07d", 4000000+place*7, 1234567+place), code: fmt.Sprintf("%05d", 20000+place), item: fmt.Sprintf("Backpack K%04d", place)}
}

// ordersOf is a file with an order of each buyer.
func ordersOf(buyers []*buyer) string {
	var b strings.Builder
	for _, x := range buyers {
		price := "20.00"
		if x.kind == approved {
			price = "50.00"
		}
		fmt.Fprintf(&b, `- id: %s
  marketplace: amazon
  country: US
  currency: USD
  placed: -10d
  status: delivered
  fulfilment: seller
  estimated: {from: -6d, to: -3d}
  delivered: -4d
  tracking: {carrier: ups, number: 1Z5R89390357567127}
  proof: {postal_code: "%s", email: b%04d@example.org}
  shipping: 4.99
  items: [{sku: K%04d, title: %s, variant: "green, 20 l", quantity: 1, price: %s, stock: 12, unit_cost: 9.00}]
`, x.order, x.code, x.place, x.place, x.item, price)
	}
	return b.String()
}

func (b *buyer) conversation() dialogue.ConversationID {
	return dialogue.ConversationID(fmt.Sprintf("tg:%d", b.ID()))
}

// say sends a text.
func (b *buyer) say(text string) {
	b.seen = b.Say(text)
	b.sent = append(b.sent, fmt.Sprintf("m%d", b.seen))
}

// show sends a photo that nobody else sends.
func (b *buyer) show(what string) {
	content, _ := files.Sample(fmt.Sprintf("%s-%d.jpg", what, b.place))
	b.seen = b.Photo(content, "")
	b.sent = append(b.sent, fmt.Sprintf("m%d", b.seen))
}

// press presses a button.
func (b *buyer) press(m telegramtest.Message, label string) error {
	query, err := b.Press(m.ID, label)
	if err != nil {
		return fmt.Errorf("press %q: %w", label, err)
	}
	b.sent = append(b.sent, "p"+query)
	return nil
}

// read waits for a message of the bot, after the last one that counted, that holds one of the words.
func (b *buyer) read(ctx context.Context, words ...string) (telegramtest.Message, error) {
	m, err := b.Find(ctx, func(m telegramtest.Message) bool {
		return m.ID > b.seen && m.FromBot() && !m.Silent && holds(m.Body(), words)
	})
	if err != nil {
		return m, fmt.Errorf("expected to read %q: %w", words, err)
	}
	b.seen = m.ID
	if b.f.thinking > 0 {
		err = think(ctx, time.Duration(b.random.Int64N(int64(b.f.thinking))))
	}
	return m, err
}

func holds(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// answer is one step of a story: what the buyer reads, and what they do then.
type answer struct {
	words string
	do    func(telegramtest.Message) error
}

// play tells the buyer's story to its end.
func (b *buyer) play(ctx context.Context) error {
	b.say(fmt.Sprintf("hello, you sent me the wrong style of backpack, not what I ordered (%s)", b.token("c", 0)))
	if err := b.steps(ctx, []answer{
		{"order number", func(telegramtest.Message) error { b.say(b.order); return nil }},
		{"postal code", func(telegramtest.Message) error { b.say(b.code); return nil }},
	}); err != nil {
		return err
	}
	if b.kind == personal {
		return b.talk(ctx)
	}
	if err := b.steps(ctx, []answer{
		{"photo", func(telegramtest.Message) error { b.show("item"); return nil }},
		{"label", func(telegramtest.Message) error { b.show("label"); return nil }},
		{"Keep it", func(m telegramtest.Message) error { return b.press(m, "Keep it, partial refund") }},
		{"Shall I", func(m telegramtest.Message) error { return b.press(m, "Yes") }},
	}); err != nil {
		return err
	}
	if b.kind == plain {
		_, err := b.read(ctx, "agreed", "Agreed")
		return err
	}
	for _, words := range []string{"Nothing is agreed yet", "has agreed to it", "Reference: R-" + b.token("r", 0)} {
		if _, err := b.read(ctx, words); err != nil {
			return err
		}
	}
	return nil
}

func (b *buyer) steps(ctx context.Context, list []answer) error {
	for _, s := range list {
		m, err := b.read(ctx, s.words)
		if err != nil {
			return err
		}
		if err := s.do(m); err != nil {
			return err
		}
	}
	return nil
}

const rounds = 3 // of a talk with an agent

// talk asks for a person and has a talk with them: each round is a greeting, sent at once with a question, and an answer to wait for.
func (b *buyer) talk(ctx context.Context) error {
	if _, err := b.read(ctx, "photo"); err != nil {
		return err
	}
	b.say("I want to talk to a real person please")
	if _, err := b.read(ctx, "team", "person", "somebody"); err != nil {
		return err
	}
	for round := range rounds {
		b.say(fmt.Sprintf("by the way, it is quite small too (%s)", b.token("x", round)))
		question := b.token("q", round)
		b.questions = append(b.questions, question)
		b.say(fmt.Sprintf("what do you think of that (%s)", question))
		if _, err := b.read(ctx, b.token("a", round)); err != nil {
			return err
		}
	}
	return nil
}

// token is a word that stands in one text only.
func (b *buyer) token(what string, n int) string { return fmt.Sprintf("%s%04dz%d", what, b.place, n) }

// chat is what the buyer's phone shows.
func (b *buyer) chat() string {
	var lines []string
	for _, m := range b.Messages() {
		who := "buyer> "
		if m.FromBot() {
			who = "bot< "
		}
		var labels []string
		for _, x := range m.Buttons() {
			labels = append(labels, x.Text)
		}
		lines = append(lines, fmt.Sprintf("  %s%d %s %q", who, m.ID, strings.ReplaceAll(m.Body(), "\n", " / "), labels))
	}
	return strings.Join(lines, "\n")
}

// think is a pause of a person.
func think(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
