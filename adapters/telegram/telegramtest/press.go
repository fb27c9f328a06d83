package telegramtest

import (
	"fmt"
	"strconv"
	"time"
)

// A Press is a button that the person pressed, and the bot's answer to it.
type Press struct {
	Query     string // identifier of the callback query
	MessageID int
	Data      string
	At        time.Time

	Answered bool
	After    time.Duration // from the press to the answer
	Text     string        // what the answer showed
	Alert    bool          // in a window of its own
	URL      string        // what the answer opened
}

// press is a Press that may still be answered.
type press struct {
	Press
	chat *chat
}

// callback is a callback query: https://core.telegram.org/bots/api#callbackquery
type callback struct {
	ID       string `json:"id"`
	From     *User  `json:"from"`
	Message  any    `json:"message"`
	Instance string `json:"chat_instance"`
	Data     string `json:"data"`
}

// inaccessible stands for a message that was deleted: https://core.telegram.org/bots/api#inaccessiblemessage
type inaccessible struct {
	Chat ChatInfo `json:"chat"`
	ID   int      `json:"message_id"`
	Date int      `json:"date"`
}

// Press presses a button of a message, given by its data or its label, and returns the identifier of the callback query. The error
// says that there is no such button, or that it sends nothing to the bot.
func (p *Phone) Press(messageID int, dataOrLabel string) (query string, err error) {
	m, ok := p.Message(messageID)
	if !ok || m.Deleted {
		return "", fmt.Errorf("pressing %q: the chat shows no message %d", dataOrLabel, messageID)
	}
	b, ok := m.Button(dataOrLabel)
	if !ok {
		return "", fmt.Errorf("pressing %q: message %d has the buttons %q", dataOrLabel, messageID, labels(m))
	}
	if b.Data == "" {
		return "", fmt.Errorf("pressing %q: the button sends nothing to the bot", dataOrLabel)
	}
	return p.PressStale(messageID, b.Data), nil
}

func labels(m Message) []string {
	var all []string
	for _, b := range m.Buttons() {
		all = append(all, b.Text)
	}
	return all
}

// PressStale sends the data of a button that need not be there any more: the app was slow, or the data was made up. It returns the
// identifier of the callback query.
func (p *Phone) PressStale(messageID int, data string) (query string) {
	s := p.s
	s.mu.Lock()
	defer s.mu.Unlock()
	s.block(p.chat, false)
	s.nextPress++
	done := &press{Press{Query: strconv.FormatInt(s.nextPress, 10), MessageID: messageID, Data: data, At: s.now()}, p.chat}
	s.presses[done.Query] = done
	p.chat.presses = append(p.chat.presses, done)
	if len(p.chat.presses) > s.opt.History {
		delete(s.presses, p.chat.presses[0].Query)
		p.chat.presses = p.chat.presses[1:]
	}
	var about any = inaccessible{p.chat.info, messageID, 0}
	if m := p.chat.message(messageID); m != nil {
		about = m
	}
	s.push("callback_query", p.chat, &callback{done.Query, &p.person, about, strconv.FormatInt(p.chat.info.ID*31, 10), data})
	s.touch(p.chat)
	return done.Query
}

// Presses are all presses in this chat with their answers, the latest last.
func (p *Phone) Presses() []Press {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	all := make([]Press, len(p.chat.presses))
	for i, done := range p.chat.presses {
		all[i] = done.Press
	}
	return all
}

// Answers are the presses that the bot has answered.
func (p *Phone) Answers() []Press {
	var answered []Press
	for _, done := range p.Presses() {
		if done.Answered {
			answered = append(answered, done)
		}
	}
	return answered
}

func (s *Server) answerCallbackQuery(c *call) (any, *apiError) {
	if Units(c.params["text"]) > 200 {
		return nil, badRequest("MESSAGE_TOO_LONG")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	done := s.presses[c.params["callback_query_id"]]
	if done == nil || s.now().Sub(done.At) > s.opt.CallbackLife {
		return nil, badRequest("query is too old and response timeout expired or query ID is invalid")
	}
	delete(s.presses, done.Query)
	done.Answered, done.After = true, s.now().Sub(done.At)
	done.Text, done.Alert, done.URL = c.params["text"], c.flag("show_alert"), c.params["url"]
	s.touch(done.chat)
	return true, nil
}
