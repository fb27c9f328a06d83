package openai

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	_ "image/png" // one of the kinds that are read
	"slices"

	_ "embed"

	"amends/bot"
	"amends/dialogue"
	"amends/prompts"
)

// The bounds of a picture that is shown to a model.
const (
	mostPicture = 4 << 20 // bytes
	mostPixels  = 8 << 20
	viewQuality = 85 // of the JPEG that leaves
)

// ErrNoPicture says that what was to be looked at is no JPEG or PNG of a moderate size.
var ErrNoPicture = errors.New("no JPEG or PNG of a moderate size")

//go:embed look.json
var lookSchema []byte

// sights are what may be said of a picture.
var sights = []bot.Sight{bot.SightItem, bot.SightDamage, bot.SightLabel, bot.SightUnreadable}

// glance is an answer that says what a picture shows.
type glance struct {
	Shows *string `json:"shows"`
}

// Look tells what a picture seems to show, "" when the model cannot tell or cannot see. kind is image/jpeg or image/png. The caller gives a
// view of moderate size; of that only the pixels leave, nothing of where and with what it was taken.
func (w *Writer) Look(ctx context.Context, id dialogue.ConversationID, picture []byte, kind string) (bot.Sight, error) {
	if w.blind.Load() {
		return "", nil
	}
	url, err := asURL(picture, kind)
	if err != nil {
		return "", err
	}
	rules, err := w.u.teller.Task(string(Look), prompts.Task{})
	if err != nil {
		return "", err
	}
	message, err := w.u.teller.Text(prompts.ModelText{Task: string(Look)})
	if err != nil {
		return "", err
	}
	var said glance
	err = w.u.ask(ctx, id, question{purpose: Look, rules: rules, message: message, picture: url, schema: json.RawMessage(lookSchema),
		read: func(content string) (err error) {
			said, err = findObject(content, mostAnswer, func(g glance) bool { return g.Shows != nil })
			return err
		}})
	switch {
	case errors.Is(err, errNotNow):
		return "", nil
	case OutcomeOf(err) == Refused:
		w.blind.Store(true)
	}
	if err != nil {
		return "", fmt.Errorf("ask the model to %s: %w", Look, err)
	}
	return sightOf(*said.Shows), nil
}

// sightOf is what an answer says, "" for anything that is not on the list.
func sightOf(shows string) bot.Sight {
	if s := bot.Sight(shows); slices.Contains(sights, s) {
		return s
	}
	return ""
}

// asURL is a picture as it goes to a model: painted anew.
func asURL(picture []byte, kind string) (string, error) {
	if len(picture) > mostPicture || kind != "image/jpeg" && kind != "image/png" {
		return "", ErrNoPicture
	}
	size, format, err := image.DecodeConfig(bytes.NewReader(picture))
	if err != nil || "image/"+format != kind || size.Width <= 0 || size.Height <= 0 || size.Width > mostPixels/size.Height {
		return "", ErrNoPicture
	}
	img, _, err := image.Decode(bytes.NewReader(picture))
	if err != nil {
		return "", ErrNoPicture
	}
	var painted bytes.Buffer
	if err := jpeg.Encode(&painted, img, &jpeg.Options{Quality: viewQuality}); err != nil {
		return "", fmt.Errorf("paint a picture for the model: %w", err)
	}
	return "data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(painted.Bytes()), nil
}
