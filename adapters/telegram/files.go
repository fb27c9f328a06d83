package telegram

import (
	"context"
	"errors"
	"io"
	"path"
	"strings"
	"unicode"

	telegram "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"amends/bot"
)

const maxUpload = 50 << 20 // of one file: https://core.telegram.org/bots/api#sending-files

var errTooLarge = errors.New("file is too large for telegram")

// file sends one file of an agent. One that is gone, or that Telegram does not take, is told of in its place.
func (s *sending) file(ctx context.Context, ref, caption string) (carrier, error) {
	kind := byte(fileMessage)
	if caption != "" {
		kind = captionMessage
	}
	id, err := s.once(func() (*models.Message, error) { return s.upload(ctx, ref, caption) })
	if !s.hopeless(err) {
		return carrier{kind, id}, err
	}
	s.cfg.Log.Warn("a file of an agent was left out", "delivery", s.d.ID, "err", s.reason(err))
	s.step--
	html := strings.TrimSpace(caption + "\n\n" + escape(s.word(s.d.Lang, "telegram.file_missing")))
	ids, err := s.texts(ctx, []string{html}, nil)
	if err != nil {
		return carrier{}, err
	}
	return carrier{textMessage, ids[0]}, nil
}

// hopeless reports whether a file will never go out.
func (s *sending) hopeless(err error) bool {
	var of *openError
	switch {
	case err == nil:
		return false
	case errors.As(err, &of):
		return errors.Is(of.err, bot.ErrNotFound) || errors.Is(of.err, bot.ErrPermanent) || s.d.Attempt >= patienceWith
	}
	return tooLarge(err) || refusedFile(err)
}

// openError is a file that could not be opened. What the opener says is for the log.
type openError struct{ err error }

func (e *openError) Error() string { return "file of an agent could not be opened" }

func tooLarge(err error) bool {
	return errors.Is(err, errTooLarge) || strings.Contains(err.Error(), "Request Entity Too Large")
}

// refusedFile reports that Telegram does not take the file as what it is sent.
func refusedFile(err error) bool {
	return bad(err, "PHOTO_", "IMAGE_PROCESS", "file is too big", "file must be non-empty", "FILE_", "wrong type")
}

// upload sends a file as a photo when it is one that Telegram can show, else as a document.
func (s *sending) upload(ctx context.Context, ref, caption string) (*models.Message, error) {
	m, err := s.uploadAs(ctx, ref, caption, false)
	if err != nil && (tooLarge(err) || refusedFile(err)) {
		return s.uploadAs(ctx, ref, caption, true)
	}
	return m, err
}

func (s *sending) uploadAs(ctx context.Context, ref, caption string, document bool) (*models.Message, error) {
	if s.cfg.Files == nil {
		return nil, &openError{bot.ErrNotFound}
	}
	content, name, kind, err := s.cfg.Files.Open(ctx, ref)
	if err != nil {
		return nil, &openError{err}
	}
	defer content.Close()
	in := &models.InputFileUpload{Filename: fileName(name), Data: &bounded{from: content, left: maxUpload}}
	if kind == "photo" && !document {
		return s.api.SendPhoto(ctx, &telegram.SendPhotoParams{ChatID: s.chat, Photo: in, Caption: caption, ParseMode: models.ParseModeHTML})
	}
	return s.api.SendDocument(ctx, &telegram.SendDocumentParams{ChatID: s.chat, Document: in, Caption: caption, ParseMode: models.ParseModeHTML})
}

// bounded refuses to read more than a bot may send.
type bounded struct {
	from io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLarge
	}
	n, err := b.from.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, err
}

// fileName is a name without folders and control characters.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '"' {
			return -1
		}
		return r
	}, clip(name, 100))
	if name == "." || name == "/" || name == "" {
		return "file"
	}
	return name
}
