package slack

import (
	"context"
	"slices"
	"sync"

	"amends/bot"
	"amends/prompts"
)

// mostSights is how many pictures of a delivery a model looks at.
const mostSights = 4

// picture is what a model looks at.
type picture struct {
	content []byte
	kind    string // MIME type
}

// lookAt tells in one line below pictures that have just come what they seem to show to a model.
func (c *Channel) lookAt(ctx context.Context, d bot.Delivery, at spot, pictures []picture) {
	if c.cfg.Look == nil || len(pictures) == 0 {
		return
	}
	c.beside(ctx, d, "look at pictures", func(ctx context.Context) error {
		var words []string
		for _, s := range c.sights(ctx, d, pictures) {
			if word := c.word("slack.sight." + string(s)); word != "" && !slices.Contains(words, word) {
				words = append(words, word)
			}
		}
		if len(words) == 0 {
			return nil
		}
		return c.remark(ctx, d, at, ":eyes: "+c.say("slack.thread.sight", prompts.Fields{List: words}))
	})
}

// sights are what pictures seem to show, side by side and within one patience; "" for one that says nothing.
func (c *Channel) sights(ctx context.Context, d bot.Delivery, pictures []picture) []bot.Sight {
	list := make([]bot.Sight, len(pictures))
	var all sync.WaitGroup
	for i, p := range pictures {
		all.Go(func() {
			sight, err := consult(ctx, c.patience, func(ctx context.Context) (bot.Sight, error) {
				return c.cfg.Look(ctx, d.Conversation, p.content, p.kind)
			})
			if err != nil {
				c.cfg.Log.Warn("could not look at a picture", "delivery", d.ID, "err", err)
				return
			}
			list[i] = sight
		})
	}
	all.Wait()
	return list
}
