package telegramtest

import (
	"context"
	"slices"
	"time"
)

// Messages are what the chat shows, the oldest first; deleted messages are not there.
func (p *Phone) Messages() []Message {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	shown := make([]Message, 0, len(p.chat.messages))
	for _, m := range p.chat.messages {
		if !m.Deleted {
			shown = append(shown, *m)
		}
	}
	return shown
}

// FromBot are the messages of the bot that the chat shows, without what the platform wrote for it.
func (p *Phone) FromBot() []Message {
	return slices.DeleteFunc(p.Messages(), func(m Message) bool { return !m.FromBot() || m.Service() })
}

// Last is the bot's latest message that the chat shows; the zero Message when there is none.
func (p *Phone) Last() Message {
	if all := p.FromBot(); len(all) > 0 {
		return all[len(all)-1]
	}
	return Message{}
}

// Message is a message by its number, also one that was deleted.
func (p *Phone) Message(id int) (Message, bool) {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	if i, ok := p.chat.index(id); ok {
		return *p.chat.messages[i], true
	}
	return Message{}, false
}

// Pinned are the pinned messages, the one on top last.
func (p *Phone) Pinned() []Message {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	var top []Message
	for _, id := range p.chat.pins {
		if m := p.chat.message(id); m != nil {
			top = append(top, *m)
		}
	}
	return top
}

// Typing is what the bot showed to be doing, the latest last.
func (p *Phone) Typing() []Action {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return slices.Clone(p.chat.actions)
}

// actionLife is how long an action shows: https://core.telegram.org/bots/api#sendchataction
const actionLife = 5 * time.Second

// IsTyping says whether the chat shows an action at this moment: one of the last five seconds, with no message of the bot after it.
func (p *Phone) IsTyping() bool {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	n := len(p.chat.actions)
	if n == 0 {
		return false
	}
	at := p.chat.actions[n-1].At
	return p.s.now().Sub(at) < actionLife && !p.chat.wrote.After(at)
}

// Wait returns when cond is true. It looks again whenever this chat has changed; cond may call all methods of the phone and the server.
func (p *Phone) Wait(ctx context.Context, cond func() bool) error {
	return p.s.await(ctx, &p.chat.changed, cond)
}

// Next waits for the bot's first message after the one with this number.
func (p *Phone) Next(ctx context.Context, after int) (Message, error) {
	return p.Find(ctx, func(m Message) bool { return m.ID > after && m.FromBot() && !m.Service() })
}

// Find waits until the chat shows a message for which match is true, and returns the first.
func (p *Phone) Find(ctx context.Context, match func(Message) bool) (Message, error) {
	var found Message
	err := p.Wait(ctx, func() bool {
		all := p.Messages()
		i := slices.IndexFunc(all, match)
		if i >= 0 {
			found = all[i]
		}
		return i >= 0
	})
	return found, err
}
