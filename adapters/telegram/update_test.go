package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"amends/adapters/telegram/telegramtest"
	"amends/dialogue"
)

func TestUpdatesBecomeEvents(t *testing.T) {
	const from = `"from":{"id":5,"is_bot":false,"first_name":"Ana","language_code":"es-MX"},"chat":{"id":5,"type":"private"},"date":1`
	message := func(rest string) string {
		return `{"update_id":9,"message":{"message_id":7,` + from + `,` + rest + `}}`
	}
	file := func(ref, name, kind string, size int64) dialogue.Body {
		return dialogue.Upload{Files: []dialogue.File{{Ref: ref, Name: name, Kind: kind, Size: size}}}
	}
	for _, x := range []struct {
		name, update, id string
		want             dialogue.Body // nil: nothing
	}{
		{"text", message(`"text":"hola"`), "m7", dialogue.Message{Text: "hola"}},
		{"command", message(`"text":"/status"`), "m7", dialogue.Message{Text: "/status"}},
		{"command for this bot", message(`"text":"/status@Shop_Bot now"`), "m7", dialogue.Message{Text: "/status now"}},
		{"command for another bot", message(`"text":"/status@other_bot"`), "m7", dialogue.Message{Text: "/status@other_bot"}},
		{"start", message(`"text":"/start"`), "m7", dialogue.Start{}},
		{"start from a link", message(`"text":"/start order_1"`), "m7", dialogue.Start{Payload: "order_1"}},
		{"start with a name", message(`"text":"/start@shop_bot x"`), "m7", dialogue.Start{Payload: "x"}},
		{"no start", message(`"text":"/starting"`), "m7", dialogue.Message{Text: "/starting"}},
		{"long text", message(`"text":"` + strings.Repeat("é", 5000) + `"`), "m7", dialogue.Message{Text: strings.Repeat("é", 4096)}},
		{"photo", message(`"caption":"see","photo":[{"file_id":"s","width":90,"height":90,"file_size":900},{"file_id":"l","width":900,"height":900,"file_size":9000},
			{"file_id":"xl","width":9000,"height":9000,"file_size":30000000}]`), "m7",
			dialogue.Upload{Files: []dialogue.File{{Ref: "tg:l", Kind: "photo", Size: 9000}}, Caption: "see"}},
		{"document", message(`"document":{"file_id":"d","file_name":"a.pdf","file_size":3}`), "m7", file("tg:d", "a.pdf", "file", 3)},
		{"video", message(`"video":{"file_id":"v","file_size":4}`), "m7", file("tg:v", "", "video", 4)},
		{"video note", message(`"video_note":{"file_id":"n","file_size":4}`), "m7", file("tg:n", "", "video", 4)},
		{"voice", message(`"voice":{"file_id":"o","file_size":4}`), "m7", file("tg:o", "", "voice", 4)},
		{"audio", message(`"audio":{"file_id":"a","file_name":"x.mp3"}`), "m7", file("tg:a", "x.mp3", "voice", 0)},
		{"animation", message(`"animation":{"file_id":"g"},"document":{"file_id":"g"}`), "m7", file("tg:g", "", "video", 0)},
		{"sticker", message(`"sticker":{"file_id":"k","type":"regular","width":1,"height":1,"is_animated":false,"is_video":false}`), "m7", file("tg:k", "", "sticker", 0)},
		{"place", message(`"location":{"latitude":1,"longitude":2}`), "m7", file("", "", "location", 0)},
		{"venue", message(`"venue":{"location":{"latitude":1,"longitude":2},"title":"x","address":"y"},"location":{"latitude":1,"longitude":2}`), "m7", file("", "", "location", 0)},
		{"contact", message(`"contact":{"phone_number":"1","first_name":"x"}`), "m7", file("", "", "contact", 0)},
		{"poll", message(`"poll":{"id":"1","question":"?","options":[],"type":"regular"}`), "m7", file("", "", "sticker", 0)},
		{"dice", message(`"dice":{"emoji":"x","value":1}`), "m7", file("", "", "sticker", 0)},
		{"story", message(`"story":{"id":1,"chat":{"id":5,"type":"private"}}`), "m7", file("", "", "sticker", 0)},
		{"something new", message(`"hologram":{"id":1}`), "m7", file("", "", "sticker", 0)},
		{"one file of an album alone", message(`"media_group_id":"g","photo":[{"file_id":"s","width":1,"height":1,"file_size":9}]`), "m7+1", file("tg:s", "", "photo", 9)},
		{"edit", `{"update_id":9,"edited_message":{"message_id":7,` + from + `,"edit_date":2,"text":"new"}}`, "e9", dialogue.Edit{Message: "m7", Text: "new"}},
		{"edited caption", `{"update_id":9,"edited_message":{"message_id":7,` + from + `,"caption":"new","photo":[{"file_id":"s"}]}}`, "e9", dialogue.Edit{Message: "m7", Text: "new"}},
		{"edited caption of an album", `{"update_id":9,"edited_message":{"message_id":8,` + from + `,"media_group_id":"known","caption":"new","photo":[{"file_id":"s"}]}}`, "e9",
			dialogue.Edit{Message: "m6+3", Text: "new"}},
		{"live location that moves on", `{"update_id":9,"edited_message":{"message_id":7,` + from + `,"location":{"latitude":1,"longitude":2}}}`, "", nil},
		{"press", `{"update_id":9,"callback_query":{"id":"77","from":{"id":5,"is_bot":false,"first_name":"A","language_code":"es-MX"},"data":"=q3|order:1-2","message":{"message_id":7,` + from + `}}}`, "p77",
			dialogue.Press{Question: "q3", Option: "order:1-2"}},
		{"press on an old message", `{"update_id":9,"callback_query":{"id":"77","from":{"id":5,"is_bot":false,"first_name":"A","language_code":"es-MX"},"data":"=q3|yes","message":{"message_id":7,"date":0,"chat":{"id":5,"type":"private"}}}}`, "p77",
			dialogue.Press{Question: "q3", Option: "yes"}},
		{"press that cannot be read", `{"update_id":9,"callback_query":{"id":"77","from":{"id":5,"is_bot":false,"first_name":"A","language_code":"es-MX"},"data":"#unknown","message":{"message_id":7,` + from + `}}}`, "p77", dialogue.Press{}},
		{"press of made-up data", `{"update_id":9,"callback_query":{"id":"77","from":{"id":5,"is_bot":false,"first_name":"A","language_code":"es-MX"},"data":"drop table","message":{"message_id":7,` + from + `}}}`, "p77", dialogue.Press{}},
		{"press on the choice", `{"update_id":9,"callback_query":{"id":"77","from":{"id":5,"is_bot":false,"first_name":"A"},"data":"ok","message":{"message_id":7,` + from + `}}}`, "", nil},
		{"press without a message", `{"update_id":9,"callback_query":{"id":"77","from":{"id":5,"is_bot":false,"first_name":"A"},"data":"=q1|yes","inline_message_id":"x"}}`, "", nil},
		{"blocked", `{"update_id":9,"my_chat_member":{"chat":{"id":5,"type":"private"},"from":{"id":5,"is_bot":false,"first_name":"A","language_code":"es-MX"},"date":1,
			"old_chat_member":{"status":"member","user":{"id":1,"is_bot":true}},"new_chat_member":{"status":"kicked","user":{"id":1,"is_bot":true},"until_date":0}}}`, "b9",
			dialogue.Delivered{Failed: "blocked", To: "buyer"}},
		{"unblocked", `{"update_id":9,"my_chat_member":{"chat":{"id":5,"type":"private"},"from":{"id":5},"date":1,
			"old_chat_member":{"status":"kicked","user":{"id":1}},"new_chat_member":{"status":"member","user":{"id":1}}}}`, "", nil},
		{"pinned", message(`"pinned_message":{"message_id":3,"date":1,"chat":{"id":5,"type":"private"}}`), "", nil},
		{"timer", message(`"message_auto_delete_timer_changed":{"message_auto_delete_time":9}`), "", nil},
		{"another bot", `{"update_id":9,"message":{"message_id":7,"from":{"id":6,"is_bot":true,"first_name":"B"},"chat":{"id":5,"type":"private"},"date":1,"text":"hi"}}`, "", nil},
		{"group", `{"update_id":9,"message":{"message_id":7,"from":{"id":6,"is_bot":false,"first_name":"B"},"chat":{"id":-5,"type":"group"},"date":1,"text":"hi"}}`, "", nil},
		{"channel", `{"update_id":9,"channel_post":{"message_id":7,"chat":{"id":-5,"type":"channel"},"date":1,"text":"hi"}}`, "", nil},
		{"reaction", `{"update_id":9,"message_reaction":{"chat":{"id":5,"type":"private"},"message_id":7,"date":1,"old_reaction":[],"new_reaction":[]}}`, "", nil},
		{"a shape of its own", `{"update_id":9,"message":{"message_id":"seven"}}`, "", nil},
		{"nothing", `{"update_id":9}`, "", nil},
	} {
		t.Run(x.name, func(t *testing.T) {
			r := newRig(t, telegramtest.Options{})
			now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
			c := r.channel(func(cfg *Config) { cfg.Now = func() time.Time { return now } })
			me := "shop_bot"
			c.username.Store(&me)
			_ = r.store.Keep(t.Context(), "tg:5", groupKey("known"), "m6+3")
			u, err := readUpdate([]byte(x.update))
			if err != nil {
				t.Fatal(err)
			}
			if err := c.take(t.Context(), u, r.inbox.accept); err != nil {
				t.Fatal(err)
			}
			defer c.typing.stopAll()
			got := r.inbox.all()
			if x.want == nil {
				if len(got) > 0 {
					t.Fatalf("nothing was to come of it, got %+v", got)
				}
				return
			}
			want := dialogue.Event{ID: x.id, Conversation: "tg:5", Buyer: dialogue.Address{Channel: "telegram", Chat: "5"}, Lang: "es-MX", At: now, Body: x.want}
			if len(got) != 1 || cmp.Diff(want, got[0]) != "" {
				t.Errorf("want %+v\ngot %+v", want, got)
			}
		})
	}
}

func TestPressesOfLongOptionsOutliveTheProcess(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana := r.ana()
	ana.Start("")
	long := "order:" + strings.Repeat("112-4567890-", 10)
	r.send(r.channel(nil), to(ana.ID(), "e/0", dialogue.Say{Text: "Which one?", Question: "q5", Options: []dialogue.Option{
		{ID: long, Label: "The first"}, {ID: long + "x", Label: "The second"}, {ID: "order:112-4567890-1234567", Label: "Third"}}}))
	for _, b := range ana.Last().Buttons() {
		if len(b.Data) > maxData {
			t.Errorf("the data of a button was to have at most %d bytes, has %d: %q", maxData, len(b.Data), b.Data)
		}
	}
	if _, err := ana.Press(ana.Last().ID, "The second"); err != nil {
		t.Fatal(err)
	}
	r.polling(nil)
	got := r.inbox.wait(t, 2)[1].Body
	if want := (dialogue.Press{Question: "q5", Option: long + "x"}); got != want {
		t.Errorf("the other process was to read the press as %+v, got %+v", want, got)
	}
}

func TestAPressIsAnsweredAndShowsTheChoice(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana := r.ana()
	c, _ := r.polling(nil)
	ana.Start("")
	r.send(c, to(ana.ID(), "e/0", say("Shall I?", "yes", "no")))
	m := ana.Last()
	for range 2 { // a double tap
		if _, err := ana.Press(m.ID, "yes"); err != nil {
			t.Fatal(err)
		}
	}
	r.wait("the keyboard shows the choice", func() bool { return len(ana.Last().Buttons()) == 1 && ana.Last().Buttons()[0].Text == "✓ yes" })
	if _, err := ana.Press(m.ID, "✓ yes"); err != nil {
		t.Fatal(err)
	}
	r.wait("all three presses are answered", func() bool { return len(ana.Answers()) == 3 })
	r.wait("all is confirmed", func() bool { return len(r.tg.Unconfirmed()) == 0 })
	if got := len(r.inbox.all()); got != 3 { // the start and two presses
		t.Errorf("a press on what was chosen was to be no event, got %+v", r.inbox.all())
	}
}

func TestAPressIsAnsweredThoughItCannotBeAccepted(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana := r.ana()
	c, _ := r.polling(func(cfg *Config) { cfg.Times.Answer = 10 * time.Millisecond })
	ana.Start("")
	r.inbox.wait(t, 1)
	release := make(chan struct{})
	r.inbox.refuseWith(func(dialogue.Event) error {
		<-release
		return errors.New("the store is down")
	})
	r.send(c, to(ana.ID(), "e/0", say("Shall I?", "yes", "no")))
	if _, err := ana.Press(ana.Last().ID, "yes"); err != nil {
		t.Fatal(err)
	}
	r.wait("the press is answered while it waits", func() bool { return len(ana.Answers()) == 1 })
	if n := len(ana.Last().Buttons()); n != 2 {
		t.Errorf("the keyboard was to stay as long as the press is not accepted, has %d buttons", n)
	}
	close(release)
	r.inbox.refuseWith(nil)
	r.inbox.wait(t, 2)
	r.wait("the keyboard shows the choice", func() bool { return len(ana.Last().Buttons()) == 1 })
}

func TestWhatTelegramPutsOffIsDoneLater(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana := r.ana()
	c, _ := r.polling(nil)
	ana.Start("")
	r.send(c, to(ana.ID(), "e/0", say("Shall I?", "yes", "no")))
	r.tg.FailNext(1, 429, time.Second, "answerCallbackQuery")
	if _, err := ana.Press(ana.Last().ID, "yes"); err != nil {
		t.Fatal(err)
	}
	r.wait("the press is answered in the end", func() bool { return len(ana.Answers()) == 1 })
	if after := ana.Answers()[0].After; after < time.Second {
		t.Errorf("Telegram asked for a second of patience, was answered after %s", after)
	}
	for range errandsKept + 10 {
		c.errands.add("nothing", func(context.Context) error { return errStore }) // too many are dropped, not waited for
	}
}

func TestGroupsAreToldOnceAndLeft(t *testing.T) {
	r := newRig(t, telegramtest.Options{ReadsGroups: true})
	r.polling(nil)
	ben := telegramtest.User{ID: 77, FirstName: "Ben", LanguageCode: "es"}
	g := r.tg.Group("Shopping", false)
	phone := g.Join(ben)
	for range 3 {
		g.AddBot(ben, "member")
		phone.Say("hello bot")
		r.wait("the bot left", func() bool { return r.tg.Count("leaveChat") == 1 && len(r.tg.Unconfirmed()) == 0 })
	}
	texts, _ := loadTexts()
	if got := phone.FromBot(); len(got) != 1 || got[0].Text != texts.Text("es", "telegram.group", 0, noFields()) {
		t.Errorf("the group was to hear once that the bot is not for groups, got %+v", got)
	}
	if got := r.inbox.all(); len(got) > 0 {
		t.Errorf("a group was to be no conversation, got %+v", got)
	}
}

func TestBlockingIsHeard(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	ana := r.ana()
	c, _ := r.polling(nil)
	ana.Start("")
	ana.Block()
	if got := r.inbox.wait(t, 2)[1].Body; got != (dialogue.Delivered{Failed: "blocked", To: "buyer"}) {
		t.Errorf("the bot was to hear that it is blocked, got %+v", got)
	}
	if _, err := c.Send(soon(t), to(ana.ID(), "e/0", say("hello"))); err == nil || !strings.HasPrefix(err.Error(), "blocked") {
		t.Errorf("a blocked bot's message was to fail for good, got %v", err)
	}
}

func TestTypingIsShownWhenAnAnswerTakesLong(t *testing.T) {
	r := newRig(t, telegramtest.Options{})
	slow, quick, silent := r.tg.User(telegramtest.User{ID: 1}), r.tg.User(telegramtest.User{ID: 2}), r.tg.User(telegramtest.User{ID: 3})
	c := r.channel(func(cfg *Config) { cfg.Times.Typing = 600 * time.Millisecond })
	handled := make(chan dialogue.ConversationID, 3)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = c.Receive(ctx, func(_ context.Context, ev dialogue.Event) error { handled <- ev.Conversation; return nil })
	}()
	defer func() { cancel(); <-done }()
	for _, p := range []*telegramtest.Phone{quick, silent, slow} {
		p.Start("")
	}
	for range 3 {
		<-handled
	}
	r.until("three chats wait", func() bool { c.typing.mu.Lock(); defer c.typing.mu.Unlock(); return len(c.typing.chats) == 3 })
	c.Worked(conversation(silent.ID()))
	r.send(c, to(quick.ID(), "e/0", say("Hi")))
	r.wait("typing is shown to the one who waits", func() bool { return len(slow.Typing()) == 1 })
	if n := len(quick.Typing()) + len(silent.Typing()); n != 0 {
		t.Errorf("nobody else was to see typing, seen %d times", n)
	}
}

func FuzzUpdate(f *testing.F) {
	f.Add([]byte(`{"update_id":9,"message":{"message_id":7,"chat":{"id":5,"type":"private"},"text":"/start@ x"}}`))
	f.Add([]byte(`{"update_id":9,"callback_query":{"id":"1","message":{"date":0}}}`))
	f.Add([]byte(`{"update_id":9,"message":{"media_group_id":"1","photo":[{}],"chat":{"type":"private"}}}`))
	texts, err := loadTexts()
	if err != nil {
		f.Fatal(err)
	}
	c, err := New(Config{Token: token, Texts: texts, Receipts: newStore(), Times: Times{Typing: time.Hour}})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(c.typing.stopAll)
	f.Fuzz(func(t *testing.T, raw []byte) {
		if !json.Valid(raw) {
			return
		}
		u, err := readUpdate(raw)
		if err != nil {
			return
		}
		_ = c.take(t.Context(), u, func(_ context.Context, ev dialogue.Event) error {
			if ev.ID == "" || ev.Conversation == "" || ev.Body == nil {
				t.Errorf("%s was to be a whole event, got %+v", raw, ev)
			}
			return nil
		})
	})
}
