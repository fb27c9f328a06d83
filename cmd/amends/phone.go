package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"amends/adapters/script"
	"amends/adapters/telegram"
	"amends/adapters/telegram/telegramtest"
	"amends/bot"
	"amends/dialogue"
	"amends/prompts"
)

// phonePatience is how long, in real time, a script's event may take from the buyer's phone through Telegram to the bot.
const phonePatience = 10 * time.Second

// phone is the buyer of a script at the far end of the real Telegram adapter: what the script's buyer does is done in an app that
// talks to a Telegram of its own, and what the script's buyer hears is what that app shows.
type phone struct {
	setup   script.Setup
	server  *telegramtest.Server
	app     *telegramtest.Phone
	channel *telegram.Channel
	came    chan dialogue.Event
	named   func(ref string) string // what the script calls a file of an agent
	stop    func()

	mu       sync.Mutex
	written  map[string]int // messages of the buyer, by the script's event
	said     []saying
	lastSeen int
}

// saying is a message with buttons that the app has shown.
type saying struct {
	say     dialogue.Say
	message int
	data    map[string]string // of its buttons, by the option's ID
}

// openPhone starts a Telegram with one buyer and the adapter that talks to it.
func openPhone(s script.Setup, texts *prompts.Catalog, receipts bot.Receipts, agents *team) (*phone, error) {
	// Scripts are about what is said. The limits have tests of their own, in real conversations many at a time.
	server := telegramtest.New(telegramtest.Options{Now: s.Now, Limits: telegramtest.Limits{Off: true}})
	channel, err := telegram.New(telegram.Config{Token: server.Token(), API: server.URL(), Texts: texts, Receipts: receipts, Files: agents.channel, Now: s.Now,
		Times: telegram.Times{Poll: 5 * time.Second, Album: 150 * time.Millisecond}})
	if err != nil {
		server.Close()
		return nil, err
	}
	came, stop := receiving(channel, server.Close)
	return &phone{setup: s, server: server, channel: channel, came: came, stop: stop, named: agents.named, written: map[string]int{},
		app: server.User(telegramtest.User{FirstName: "Robin", LanguageCode: s.Lang})}, nil
}

// receiving has a channel receive into came until stop, which closes the network that the channel talks to.
func receiving(channel bot.Channel, network func()) (came chan dialogue.Event, stop func()) {
	came = make(chan dialogue.Event, 16)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = channel.Receive(ctx, func(_ context.Context, ev dialogue.Event) error {
			select {
			case came <- ev:
				return nil
			case <-ctx.Done(): // nobody asks for what is left over
				return ctx.Err()
			}
		})
	}()
	return came, func() {
		cancel()
		network()
		<-done
	}
}

// address is where the phone's owner is answered.
func (p *phone) address() dialogue.Address {
	return dialogue.Address{Channel: telegram.ChannelName, Chat: strconv.FormatInt(p.app.ID(), 10)}
}

// id is what the adapter calls the conversation with the phone's owner.
func (p *phone) id() dialogue.ConversationID {
	return dialogue.ConversationID("tg:" + strconv.FormatInt(p.app.ID(), 10))
}

// does has the buyer do what an event says and waits for what the adapter makes of it. It returns nothing for what no app can tell a
// bot, such as a deleted message, and for what is not the buyer's.
func (p *phone) does(ctx context.Context, ev dialogue.Event) ([]dialogue.Event, error) {
	done, err := p.do(ctx, ev)
	if err != nil || !done {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, phonePatience)
	defer cancel()
	select {
	case ev := <-p.came:
		return []dialogue.Event{ev}, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("%T did not come through within %s", ev.Body, phonePatience)
	}
}

// do reports whether it is something that an app does.
func (p *phone) do(ctx context.Context, ev dialogue.Event) (bool, error) {
	switch b := ev.Body.(type) {
	case dialogue.Message:
		if strings.TrimSpace(b.Text) == "" || telegramtest.Units(b.Text) > 4096 {
			return false, nil // the app sends no such message
		}
		p.wrote(ev.ID, p.app.Say(b.Text))
	case dialogue.Start:
		p.app.Start(b.Payload)
	case dialogue.Edit:
		message, ok := p.written[b.Message]
		if !ok {
			return false, nil
		}
		p.app.Edit(message, b.Text)
	case dialogue.Press:
		return p.press(b)
	case dialogue.Upload:
		return true, p.upload(ctx, ev.ID, b)
	default:
		return false, nil
	}
	return true, nil
}

func (p *phone) wrote(event string, message int) { p.written[event] = message }

// press presses the button of the latest message that asks the question. A keyboard that has been used shows the choice and nothing
// else; an app that has not noticed yet still sends what was on the button.
func (p *phone) press(b dialogue.Press) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := len(p.said) - 1; i >= 0; i-- {
		s := p.said[i]
		if data, ok := s.data[b.Option]; ok && s.say.Question == b.Question {
			p.app.PressStale(s.message, data)
			return true, nil
		}
	}
	return false, fmt.Errorf("no message on the phone has the button %s of question %s", b.Option, b.Question)
}

// upload sends files the way an app does: photos as photos, several as an album.
func (p *phone) upload(ctx context.Context, event string, b dialogue.Upload) error {
	var named []telegramtest.Named
	var photos [][]byte
	for _, f := range b.Files {
		content, err := p.content(ctx, f)
		if err != nil {
			return err
		}
		named = append(named, telegramtest.Named{Name: f.Name, Data: content})
		if f.Kind == "photo" {
			photos = append(photos, content)
		}
	}
	switch {
	case len(photos) == len(named) && len(photos) > 1:
		p.wrote(event, p.app.Album(photos, b.Caption)[0])
	case len(named) > 1:
		p.wrote(event, p.app.FileAlbum(named, b.Caption)[0])
	case len(named) == 1:
		p.wrote(event, p.send(b.Files[0].Kind, named[0], b.Caption))
	}
	return nil
}

func (p *phone) send(kind string, f telegramtest.Named, caption string) int {
	switch kind {
	case "photo":
		return p.app.Photo(f.Data, caption)
	case "video":
		return p.app.Video(f.Name, f.Data, caption)
	case "voice":
		return p.app.Voice(f.Data)
	case "sticker":
		return p.app.Sticker("👍")
	case "location":
		return p.app.Location(47.6, -122.3)
	case "contact":
		return p.app.Contact(telegramtest.Contact{Phone: "+12065550100", FirstName: "Robin"})
	}
	return p.app.File(f.Name, f.Data, caption)
}

func (p *phone) content(ctx context.Context, f dialogue.File) ([]byte, error) {
	if f.Name == "" {
		return nil, nil // a place, a sticker: no file
	}
	return read(ctx, p.setup.Fetch, f)
}

// Receive is never used: the script brings its events in.
func (p *phone) Receive(context.Context, func(context.Context, dialogue.Event) error) error {
	return errors.New("a script sends its events itself")
}

// Send sends by the adapter, with the script's troubles, and lets the script's buyer hear what the app shows.
func (p *phone) Send(ctx context.Context, d bot.Delivery) (string, error) {
	p.trouble()
	defer p.server.Down(false)
	receipt, err := p.channel.Send(ctx, d)
	if err != nil {
		return "", err
	}
	shown, err := p.shown(d)
	if err != nil {
		return "", fmt.Errorf("the phone: %w: %w", err, bot.ErrPermanent)
	}
	_, err = p.setup.Channels[telegram.ChannelName].Send(ctx, shown)
	return receipt, err
}

// trouble makes Telegram fail the way the script says.
func (p *phone) trouble() {
	var later *bot.RetryAfter
	switch err := p.setup.Trouble("buyer"); {
	case err == nil:
	case errors.As(err, &later):
		p.server.FailNext(1, 429, later.After)
	case errors.Is(err, bot.ErrPermanent):
		p.server.FailNext(1, 403, 0)
	default:
		p.server.Down(true)
	}
}

// shown is the delivery as the app shows it. A text or a button that is not there as it was meant is an error.
func (p *phone) shown(d bot.Delivery) (bot.Delivery, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	fresh := p.fresh()
	switch a := d.Action.(type) {
	case dialogue.Say:
		if len(fresh) == 0 {
			return d, errors.New("it shows no message")
		}
		a.Text = bodies(fresh)
		last := fresh[len(fresh)-1]
		data, err := buttons(a.Options, last)
		if err != nil {
			return d, err
		}
		p.said = append(p.said, saying{a, last.ID, data})
		d.Action = a
	case dialogue.Relay:
		if a.Edits == "" && a.Text != "" && !strings.Contains(bodies(fresh), a.Text) {
			return d, fmt.Errorf("%d messages do not show what %s wrote", len(fresh), a.From)
		}
		a.Files = slices.Clone(a.Files)
		for i, ref := range a.Files {
			a.Files[i] = p.named(ref)
		}
		d.Action = a
	case dialogue.Pin:
		if !slices.ContainsFunc(p.app.Pinned(), func(m telegramtest.Message) bool { return m.Body() == a.Text }) {
			return d, errors.New("the case as it is now is not pinned")
		}
	}
	return d, nil
}

// fresh are the bot's messages that have come since the last look.
func (p *phone) fresh() []telegramtest.Message {
	var list []telegramtest.Message
	for _, m := range p.app.FromBot() {
		if m.ID > p.lastSeen {
			list, p.lastSeen = append(list, m), m.ID
		}
	}
	return list
}

func bodies(messages []telegramtest.Message) string {
	var texts []string
	for _, m := range messages {
		texts = append(texts, m.Body())
	}
	return strings.Join(texts, "\n\n")
}

// buttons finds the options on the message's keyboard: all of them, in their order, and nothing else.
func buttons(options []dialogue.Option, m telegramtest.Message) (map[string]string, error) {
	shown := m.Buttons()
	if len(shown) != len(options) {
		return nil, fmt.Errorf("it shows %d buttons, expected %d", len(shown), len(options))
	}
	data := map[string]string{}
	for i, o := range options {
		if shown[i].Text != o.Label {
			return nil, fmt.Errorf("a button says %q, expected %q", shown[i].Text, o.Label)
		}
		data[o.ID] = shown[i].Data
	}
	return data, nil
}
