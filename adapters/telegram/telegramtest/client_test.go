package telegramtest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"amends/adapters/telegram/telegramtest"
)

// client is the real client, which streams multipart without a length.
func client(t *testing.T, s *telegramtest.Server, more ...bot.Option) *bot.Bot {
	t.Helper()
	transport := &http.Client{Transport: &http.Transport{}}
	t.Cleanup(transport.CloseIdleConnections)
	options := append([]bot.Option{bot.WithServerURL(s.URL()), bot.WithHTTPClient(20*time.Second, transport)}, more...)
	b, err := bot.New(s.Token(), options...)
	if err != nil {
		t.Fatalf("the client was to accept the fake: %v", err)
	}
	return b
}

func TestClientConversation(t *testing.T) {
	s := start(t, telegramtest.Options{})
	ana := s.User(telegramtest.User{FirstName: "Ana", LanguageCode: "es"})
	echo := func(ctx context.Context, b *bot.Bot, u *models.Update) {
		switch {
		case u.Message != nil:
			_, _ = b.SendMessage(ctx, &bot.SendMessageParams{
				ChatID: u.Message.Chat.ID, Text: "<b>You</b> said " + u.Message.Text, ParseMode: models.ParseModeHTML,
				ReplyParameters: &models.ReplyParameters{MessageID: u.Message.ID},
				ReplyMarkup: &models.InlineKeyboardMarkup{InlineKeyboard: [][]models.InlineKeyboardButton{
					{{Text: "Yes", CallbackData: "y"}, {Text: "Site", URL: "https://example.com"}}}},
			})
		case u.CallbackQuery != nil:
			_, _ = b.AnswerCallbackQuery(ctx, &bot.AnswerCallbackQueryParams{CallbackQueryID: u.CallbackQuery.ID, Text: "noted"})
			_, _ = b.EditMessageText(ctx, &bot.EditMessageTextParams{
				ChatID: u.CallbackQuery.From.ID, MessageID: u.CallbackQuery.Message.Message.ID, Text: "chosen " + u.CallbackQuery.Data})
		}
	}
	b := client(t, s, bot.WithDefaultHandler(echo), bot.WithErrorsHandler(func(error) {}))
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { b.Start(ctx) })
	t.Cleanup(func() { stop(); running.Wait() })

	id := ana.Say("hola")
	got, err := ana.Next(soon(t), id)
	if err != nil {
		t.Fatalf("Ana was to get an answer: %v", err)
	}
	if got.Text != "You said hola" || len(got.Entities) != 1 || got.Entities[0].Part(got.Text) != "You" || got.ReplyTo == nil || got.ReplyTo.ID != id {
		t.Errorf("Ana was to see the echo in reply to her message, saw %+v", got)
	}
	if yes, _ := got.Button("Yes"); yes.Data != "y" || yes.Copy != nil {
		t.Errorf("the button was to carry its data only, has %+v", yes)
	}
	if _, err := ana.Press(got.ID, "Yes"); err != nil {
		t.Fatal(err)
	}
	err = ana.Wait(soon(t), func() bool { m, _ := ana.Message(got.ID); return m.Text == "chosen y" })
	if err != nil {
		t.Fatalf("the message was to show what was chosen: %v", err)
	}
	if a := ana.Answers(); len(a) != 1 || a[0].Text != "noted" {
		t.Errorf("the press was to be answered once, answers are %+v", a)
	}
	if m := ana.Last(); m.Keyboard != nil || !m.Edited() {
		t.Errorf("the buttons were to go with the edit, the chat shows %+v", m)
	}
}

func TestClientFiles(t *testing.T) {
	s := start(t, telegramtest.Options{})
	ana := s.User(telegramtest.User{FirstName: "Ana"})
	ana.Start("")
	ctx, b := soon(t), client(t, s)
	sent, err := b.SendPhoto(ctx, &bot.SendPhotoParams{
		ChatID: ana.ID(), Caption: "<i>label</i>", ParseMode: models.ParseModeHTML, DisableNotification: true,
		Photo: &models.InputFileUpload{Filename: "label.png", Data: bytes.NewReader(picture)},
	})
	if err != nil {
		t.Fatalf("the photo was to be sent: %v", err)
	}
	shown := ana.Last()
	if shown.ID != sent.ID || !bytes.Equal(s.Data(shown.File().ID), picture) || shown.File().Width != 1280 || !shown.Silent || shown.Caption != "label" {
		t.Errorf("the chat was to show the photo silently with its caption, shows %+v", shown)
	}
	_, err = b.SendDocument(ctx, &bot.SendDocumentParams{ChatID: ana.ID(), Document: &models.InputFileUpload{Filename: "case.pdf", Data: bytes.NewReader([]byte("%PDF-1.4"))}})
	if d := ana.Last().Document; err != nil || d == nil || d.Name != "case.pdf" || d.MIME != "application/pdf" {
		t.Errorf("the chat was to show the document, shows %+v (error %v)", d, err)
	}
	_, err = b.SendPhoto(ctx, &bot.SendPhotoParams{ChatID: ana.ID(), Photo: &models.InputFileString{Data: shown.File().ID}})
	if err == nil {
		err = fetchAlbum(ctx, s, b, ana)
	}
	if err != nil {
		t.Error(err)
	}
}

// fetchAlbum sends an album and downloads one that Ana sent.
func fetchAlbum(ctx context.Context, s *telegramtest.Server, b *bot.Bot, ana *telegramtest.Phone) error {
	s.Limit(telegramtest.Limits{Off: true})
	group, err := b.SendMediaGroup(ctx, &bot.SendMediaGroupParams{ChatID: ana.ID(), Media: []models.InputMedia{
		&models.InputMediaPhoto{Media: "attach://a.png", Caption: "two", MediaAttachment: bytes.NewReader(picture)},
		&models.InputMediaPhoto{Media: "attach://b.png", MediaAttachment: bytes.NewReader([]byte("other"))},
	}})
	if err != nil {
		return err
	}
	if len(group) != 2 || group[0].MediaGroupID == "" || group[0].MediaGroupID != group[1].MediaGroupID {
		return errors.New("both messages of the album are to share a media group")
	}
	ids := ana.Album([][]byte{picture, []byte("second")}, "see")
	first, _ := ana.Message(ids[0])
	second, _ := ana.Message(ids[1])
	if first.MediaGroup == "" || first.MediaGroup != second.MediaGroup || first.Caption != "see" || second.Caption != "" {
		return errors.New("the album of Ana is to share a media group and have one caption")
	}
	f, err := b.GetFile(ctx, &bot.GetFileParams{FileID: second.File().ID})
	if err != nil {
		return err
	}
	res, err := http.Get(b.FileDownloadLink(f))
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if got, err := io.ReadAll(res.Body); err != nil || string(got) != "second" {
		return errors.New("the download was to be what Ana uploaded")
	}
	return nil
}

func TestClientErrors(t *testing.T) {
	s := start(t, telegramtest.Options{Now: newClock().now})
	ana, bea := s.User(telegramtest.User{FirstName: "Ana"}), s.User(telegramtest.User{FirstName: "Bea"})
	ana.Start("")
	ctx, b := soon(t), client(t, s)
	say := func(to int64) error {
		_, err := b.SendMessage(ctx, &bot.SendMessageParams{ChatID: to, Text: "hi"})
		return err
	}
	if err := say(bea.ID()); !errors.Is(err, bot.ErrorForbidden) {
		t.Errorf("the bot was not to write first, got %v", err)
	}
	for range 3 {
		if err := say(ana.ID()); err != nil {
			t.Fatalf("a burst of three was to pass: %v", err)
		}
	}
	var flood *bot.TooManyRequestsError
	if err := say(ana.ID()); !errors.As(err, &flood) || flood.RetryAfter != 1 {
		t.Errorf("the fourth was to be told to wait 1 s, got %v", err)
	}
	ana.Block()
	if err := say(ana.ID()); !errors.Is(err, bot.ErrorForbidden) {
		t.Errorf("a blocked bot was to be refused, got %v", err)
	}
	if err := say(1); !errors.Is(err, bot.ErrorBadRequest) {
		t.Errorf("an unknown chat was to be refused, got %v", err)
	}
	if _, err := bot.New("123:wrong", bot.WithServerURL(s.URL()), bot.WithHTTPClient(time.Minute, http.DefaultClient)); !errors.Is(err, bot.ErrorUnauthorized) {
		t.Errorf("a wrong token was to be refused, got %v", err)
	}
}

func TestClientProfile(t *testing.T) {
	s := start(t, telegramtest.Options{})
	ana := s.User(telegramtest.User{FirstName: "Ana", LanguageCode: "es-MX"})
	ctx, b := soon(t), client(t, s)
	_, err := b.SetMyCommands(ctx, &bot.SetMyCommandsParams{Commands: []models.BotCommand{{Command: "status", Description: "Status"}}})
	if err == nil {
		_, err = b.SetMyCommands(ctx, &bot.SetMyCommandsParams{LanguageCode: "es", Scope: &models.BotCommandScopeAllPrivateChats{},
			Commands: []models.BotCommand{{Command: "status", Description: "Estado"}}})
	}
	if err != nil {
		t.Fatal(err)
	}
	if list := ana.Commands(); len(list) != 1 || list[0].Description != "Estado" {
		t.Errorf("Ana was to see the Spanish menu, sees %v", list)
	}
	list, err := b.GetMyCommands(ctx, &bot.GetMyCommandsParams{LanguageCode: "de"})
	if err != nil || len(list) != 0 {
		t.Errorf("getMyCommands does not fall back to another language, got %v, %v", list, err)
	}
	if _, err := b.SetMyDescription(ctx, &bot.SetMyDescriptionParams{Description: "Puts things right"}); err != nil || ana.About("description") != "Puts things right" {
		t.Errorf("Ana was to read the description, reads %q (error %v)", ana.About("description"), err)
	}
	chat, err := b.GetChat(ctx, &bot.GetChatParams{ChatID: ana.ID()})
	if err != nil || chat.FirstName != "Ana" || chat.Type != models.ChatTypePrivate {
		t.Errorf("getChat was to name Ana, got %+v, %v", chat, err)
	}
}
