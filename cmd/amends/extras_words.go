package main

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"amends/bot"
	"amends/dialogue"
)

// words puts what the bot delivers in other words: bot.Config.Words; nil when there are none. Its own messages get warmer ones.
// People's words, and its own to buyers in whose language it has no texts, get another language.
func (x extras) words() func(context.Context, dialogue.Conversation, bot.Delivery) string {
	if !x.has(extraWording) && !x.has(extraTranslation) {
		return nil
	}
	return func(ctx context.Context, c dialogue.Conversation, d bot.Delivery) string {
		words, err := x.put(ctx, c, d)
		if err != nil {
			x.log.Debug("the model has no other words", "delivery", d.ID, "err", err)
			return ""
		}
		return words
	}
}

// put asks the model for a delivery's other words; "" when none are wanted.
func (x extras) put(ctx context.Context, c dialogue.Conversation, d bot.Delivery) (string, error) {
	switch a := d.Action.(type) {
	case dialogue.Say:
		switch {
		case c.Foreign != "" && x.has(extraTranslation):
			return x.writer.Translate(ctx, c, a.Text, dialogue.BaseLanguage(cmp.Or(c.Lang, x.desk())), dialogue.BaseLanguage(c.Foreign))
		case c.Foreign == "" && x.has(extraWording):
			return x.writer.Reword(ctx, c.ID, cmp.Or(c.Lang, x.desk()), a.Text, x.kept(c, a))
		}
	case dialogue.Relay:
		if from, to := x.direction(ctx, c, a); x.has(extraTranslation) && from != to {
			return x.writer.Translate(ctx, c, a.Text, from, to)
		}
	}
	return "", nil
}

// desk is the language of the seller's team.
func (x extras) desk() string { return x.book.Seller.Languages[0] }

// direction is from which language to which one a person's words have to go. What somebody wrote in the reader's language already, as
// an agent may who speaks the buyer's, goes nowhere.
func (x extras) direction(ctx context.Context, c dialogue.Conversation, a dialogue.Relay) (from, to string) {
	buyer := cmp.Or(c.Foreign, c.Lang, x.desk())
	from, to = x.desk(), buyer
	if a.To != "buyer" {
		from, to = buyer, x.desk()
	}
	return dialogue.BaseLanguage(cmp.Or(x.langOf(ctx, a.Text), from)), dialogue.BaseLanguage(to)
}

// kept are the names and numbers of a message that have to stay as they are, as far as they are known from its buttons and the case.
func (x extras) kept(c dialogue.Conversation, s dialogue.Say) []string {
	known := []string{x.book.Seller.Name}
	if c.Human != nil {
		known = append(known, c.Human.Agent)
	}
	for _, o := range s.Options {
		known = append(known, o.Label)
	}
	for _, k := range c.Cases {
		known = append(known, k.No, k.Owner, k.DoneBy, k.Value(dialogue.SlotOrder))
		if o := k.Order; o != nil {
			known = append(known, o.ID, o.Tracking.Number, x.book.Pack(o.Marketplace).Title)
			for _, item := range o.Items {
				known = append(known, item.Title, item.Variant, item.SKU)
			}
		}
	}
	slices.Sort(known)
	return slices.DeleteFunc(slices.Compact(known), func(name string) bool { return name == "" || !strings.Contains(s.Text, name) })
}
