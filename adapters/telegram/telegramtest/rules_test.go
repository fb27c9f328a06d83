package telegramtest_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"amends/adapters/telegram/telegramtest"
)

func buttons(rows ...[]map[string]any) map[string]any { return map[string]any{"inline_keyboard": rows} }

func TestSendRules(t *testing.T) {
	s := start(t, telegramtest.Options{Limits: telegramtest.Limits{Off: true}})
	ana := s.User(telegramtest.User{})
	stranger := s.User(telegramtest.User{})
	ana.Start("")
	to := ana.ID()
	for _, c := range []struct {
		p     params
		code  int
		words string
	}{
		{params{"chat_id": to}, 400, "Bad Request: message text is empty"},
		{params{"chat_id": to, "text": " \n"}, 400, "Bad Request: text must be non-empty"},
		{params{"chat_id": to, "text": strings.Repeat("x", 4097)}, 400, "Bad Request: message is too long"},
		{params{"chat_id": to, "text": strings.Repeat("😀", 2049)}, 400, "Bad Request: message is too long"},
		{params{"chat_id": to, "text": "x", "parse_mode": "Markdown"}, 400, "Bad Request: unsupported parse_mode"},
		{params{"text": "x"}, 400, "Bad Request: chat_id is empty"},
		{params{"chat_id": "@nobody", "text": "x"}, 400, "Bad Request: chat not found"},
		{params{"chat_id": 42, "text": "x"}, 400, "Bad Request: chat not found"},
		{params{"chat_id": stranger.ID(), "text": "x"}, 403, "Forbidden: bot can't initiate conversation with a user"},
		{params{"chat_id": to, "text": "x", "reply_parameters": map[string]any{"message_id": 999}}, 400, "Bad Request: message to be replied not found"},
		{params{"chat_id": to, "text": "x", "reply_markup": buttons([]map[string]any{{"text": "b", "callback_data": strings.Repeat("d", 65)}})}, 400, "Bad Request: BUTTON_DATA_INVALID"},
		{params{"chat_id": to, "text": "x", "reply_markup": buttons([]map[string]any{{"text": "b"}})}, 400, "Text buttons are unallowed in the inline keyboard"},
		{params{"chat_id": to, "text": "x", "reply_markup": "{"}, 400, "Bad Request: can't parse reply keyboard markup JSON object"},
	} {
		wantError(t, s, "sendMessage", c.p, c.code, c.words)
	}
	send(t, s, params{"chat_id": to, "text": "<b>" + strings.Repeat("x", 4096) + "</b>", "parse_mode": "HTML"})
	send(t, s, params{"chat_id": to, "text": "x", "reply_parameters": map[string]any{"message_id": 999, "allow_sending_without_reply": true}})
	wantError(t, s, "sendPhoto", params{"chat_id": to, "photo": "nonsense"}, 400, "Bad Request: wrong file identifier/HTTP URL specified")
	wantError(t, s, "sendPhoto", params{"chat_id": to}, 400, "Bad Request: there is no photo in the request")
	photo, _ := ana.Message(ana.Photo(picture, ""))
	wantError(t, s, "sendPhoto", params{"chat_id": to, "photo": photo.File().ID, "caption": strings.Repeat("x", 1025)}, 400, "Bad Request: message caption is too long")
	wantError(t, s, "sendChatAction", params{"chat_id": to, "action": "dance"}, 400, "Bad Request: wrong parameter action in request")
	wantError(t, s, "sendNothing", nil, 404, "Not Found: method not found")
}

func TestParametersOfEveryForm(t *testing.T) {
	s := start(t, telegramtest.Options{Limits: telegramtest.Limits{Off: true}})
	ana := s.User(telegramtest.User{})
	ana.Start("")
	form := url.Values{"chat_id": {ana.Person().FirstName}, "text": {"form & more"}}
	form.Set("chat_id", strings.TrimPrefix(ana.Person().FirstName, "Person "))
	if a, err := post(soon(t), s, "SENDMESSAGE", "application/x-www-form-urlencoded", []byte(form.Encode())); err != nil || !a.OK {
		t.Errorf("a form and a method in capitals were to be understood, got %+v, %v", a, err)
	}
	res, err := http.Get(s.URL() + "/bot" + s.Token() + "/sendMessage?" + form.Encode())
	if err != nil || res.StatusCode != 200 {
		t.Fatalf("a query was to be understood, got %v, %v", res, err)
	}
	res.Body.Close()
	if a, err := post(soon(t), s, "getMe", "multipart/form-data; boundary=x", nil); err != nil || !a.OK {
		t.Errorf("an empty multipart body was to be understood, got %+v, %v", a, err)
	}
	if got := ana.FromBot(); len(got) != 2 || got[1].Text != "form & more" {
		t.Errorf("two messages were to arrive, arrived %+v", got)
	}
	if calls := s.Calls("sendMessage"); len(calls) != 2 || calls[0].Params["text"] != "form & more" {
		t.Errorf("both calls were to be recorded, got %+v", calls)
	}
}

func TestEditRules(t *testing.T) {
	s := start(t, telegramtest.Options{})
	ana := s.User(telegramtest.User{})
	mine := ana.Say("mine")
	keys := buttons([]map[string]any{{"text": "b", "callback_data": "d", "copy_text": map[string]any{"text": ""}}})
	id := send(t, s, params{"chat_id": ana.ID(), "text": "x", "reply_markup": keys})
	on := func(message int, more params) params {
		more["chat_id"], more["message_id"] = ana.ID(), message
		return more
	}
	wantError(t, s, "editMessageText", on(id, params{"text": "x", "reply_markup": keys}), 400, "Bad Request: message is not modified: specified new message content")
	wantError(t, s, "editMessageText", on(999, params{"text": "y"}), 400, "Bad Request: message to edit not found")
	wantError(t, s, "editMessageText", on(mine, params{"text": "y"}), 400, "Bad Request: message can't be edited")
	wantError(t, s, "editMessageCaption", on(id, params{"caption": "y"}), 400, "Bad Request: there is no caption in the message to edit")
	must(t, s, "editMessageReplyMarkup", on(id, params{}))
	if m := ana.Last(); m.Keyboard != nil || m.Text != "x" {
		t.Errorf("the buttons were to go and the text to stay, the chat shows %+v", m)
	}
	must(t, s, "editMessageText", on(id, params{"text": "y"}))
}

func TestDeleteAndPin(t *testing.T) {
	c := newClock()
	s := start(t, telegramtest.Options{Now: c.now})
	ana := s.User(telegramtest.User{})
	ana.Start("")
	card := send(t, s, params{"chat_id": ana.ID(), "text": "card"})
	on := func(message int) params { return params{"chat_id": ana.ID(), "message_id": message} }
	updates(t, s, params{"offset": -1})
	must(t, s, "pinChatMessage", on(card))
	if got := ana.Pinned(); len(got) != 1 || got[0].ID != card {
		t.Errorf("the card was to be pinned, pinned are %+v", got)
	}
	if got := updates(t, s, params{"offset": -1}); len(got) != 1 || got[0].Message.PinnedMessage == nil {
		t.Errorf("the bot hears of its own pin, got %+v", got)
	}
	wantError(t, s, "deleteMessage", on(999), 400, "Bad Request: message to delete not found")
	c.move(49 * time.Hour)
	wantError(t, s, "deleteMessage", on(card), 400, "Bad Request: message can't be deleted for everyone")
	young := send(t, s, params{"chat_id": ana.ID(), "text": "young"})
	must(t, s, "deleteMessage", on(young))
	if m, _ := ana.Message(young); !m.Deleted || ana.Last().ID != card {
		t.Errorf("the young message was to go, the chat shows %+v", ana.Messages())
	}
	must(t, s, "unpinChatMessage", on(card))
	wantError(t, s, "unpinChatMessage", on(card), 400, "Bad Request: message to unpin not found")
}

func TestPresses(t *testing.T) {
	c := newClock()
	s := start(t, telegramtest.Options{Now: c.now})
	ana := s.User(telegramtest.User{})
	ana.Start("")
	id := send(t, s, params{"chat_id": ana.ID(), "text": "x", "reply_markup": buttons([]map[string]any{{"text": "Yes", "callback_data": "y"}, {"text": "Shop", "url": "https://e.com"}})})
	first, err := ana.Press(id, "Yes")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ana.Press(id, "No"); err == nil {
		t.Error("there is no button No to press")
	}
	if _, err := ana.Press(id, "Shop"); err == nil {
		t.Error("a link sends nothing to the bot")
	}
	c.move(2 * time.Second)
	must(t, s, "answerCallbackQuery", params{"callback_query_id": first, "text": "ok", "show_alert": true})
	if got := ana.Answers(); len(got) != 1 || got[0].After != 2*time.Second || got[0].Text != "ok" || !got[0].Alert {
		t.Errorf("the answer was to come after two seconds, got %+v", got)
	}
	second := ana.PressStale(id, "gone")
	c.move(16 * time.Second)
	for _, query := range []string{first, second, "nonsense"} {
		wantError(t, s, "answerCallbackQuery", params{"callback_query_id": query}, 400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
	}
	got := updates(t, s, params{"offset": -2})
	if len(got) != 2 || got[0].Callback.Data != "y" || got[0].Callback.Message.ID != id || got[0].Callback.ID != first {
		t.Errorf("both presses were to reach the bot, got %+v", got)
	}
}

func TestPeopleAndGroups(t *testing.T) {
	s := start(t, telegramtest.Options{})
	ana := s.User(telegramtest.User{FirstName: "Ana"})
	team := s.Group("Team", false)
	desk := team.Join(ana.Person())
	wantError(t, s, "sendMessage", params{"chat_id": team.ID(), "text": "x"}, 400, "Bad Request: chat not found")
	team.AddBot(ana.Person(), "member")
	desk.Say("between us")
	desk.Say("/help")
	got := updates(t, s, params{})
	if len(got) != 3 || got[0].Member.New.Status != "member" || got[1].Message.NewMembers == nil || got[2].Message.Text != "/help" {
		t.Errorf("privacy mode lets through being added and commands, got %+v", got)
	}
	send(t, s, params{"chat_id": team.ID(), "text": "hi"})
	team.RemoveBot(ana.Person())
	wantError(t, s, "sendMessage", params{"chat_id": team.ID(), "text": "x"}, 403, "Forbidden: bot was kicked from the supergroup chat")
	ana.Start("")
	must(t, s, "sendChatAction", params{"chat_id": ana.ID(), "action": "typing"})
	if !ana.IsTyping() || len(ana.Typing()) != 1 {
		t.Error("the chat was to show that the bot is typing")
	}
	ana.Block()
	wantError(t, s, "sendMessage", params{"chat_id": ana.ID(), "text": "x"}, 403, "Forbidden: bot was blocked by the user")
	ana.Say("back")
	send(t, s, params{"chat_id": ana.ID(), "text": "welcome back"})
	if ana.IsTyping() {
		t.Error("a message ends the typing")
	}
}

func TestEverythingAPersonSends(t *testing.T) {
	s := start(t, telegramtest.Options{})
	ana := s.User(telegramtest.User{})
	ana.Photo(picture, "p")
	ana.File("a.pdf", []byte("%PDF"), "f")
	ana.Video("v.mp4", []byte("v"), "")
	ana.Audio("a.mp3", []byte("a"), "")
	ana.Animation("g.mp4", []byte("g"), "")
	ana.Voice([]byte("o"))
	ana.VideoNote([]byte("n"))
	ana.Sticker("👍")
	ana.Location(48.2, 16.4)
	ana.Contact(telegramtest.Contact{Phone: "+1555"})
	ana.Dice(6)
	ana.Poll("Well?", "yes", "no")
	ana.FileAlbum([]telegramtest.Named{{Name: "1.txt", Data: []byte("1")}, {Name: "2.txt", Data: []byte("2")}}, "two")
	got := updates(t, s, params{})
	if len(got) != 14 {
		t.Fatalf("fourteen messages were sent, the bot got %d", len(got))
	}
	for i, u := range got[:8] {
		if u.Message.File() == nil || u.Message.File().ID == "" {
			t.Errorf("message %d was to have a file, is %+v", i, u.Message)
		}
	}
	if got[8].Message.Location == nil || got[9].Message.Contact.UserID != ana.ID() || got[10].Message.Dice == nil || got[11].Message.Poll == nil {
		t.Errorf("location, contact, dice and poll were expected, got %+v", got[8:12])
	}
	if got[13].Message.Caption != "two" || got[13].Message.MediaGroup != got[12].Message.MediaGroup {
		t.Errorf("the album of files was to have its caption on the last, got %+v", got[12:])
	}
	big, _ := ana.Message(ana.File("big.bin", make([]byte, 20<<20+1), ""))
	wantError(t, s, "getFile", params{"file_id": big.File().ID}, 400, "Bad Request: file is too big")
}
