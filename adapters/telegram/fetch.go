package telegram

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	telegram "github.com/go-telegram/bot"

	"amends/bot"
	"amends/dialogue"
)

// Fetch opens a file of a buyer: https://core.telegram.org/bots/api#getfile. Bots may download up to 20 MB; a larger file is
// bot.ErrTooLarge. What fails is tried again until ctx ends. The address of a file holds the bot's token, so it is in no error.
func (c *Channel) Fetch(ctx context.Context, f dialogue.File) (io.ReadCloser, error) {
	id, ok := strings.CutPrefix(f.Ref, filePrefix)
	if !ok || id == "" {
		return nil, errors.New("telegram: there is no file to fetch")
	}
	if f.Size > maxDownload {
		return nil, fmt.Errorf("telegram: %w", bot.ErrTooLarge)
	}
	for pause := c.cfg.Times.FirstPause; ; pause *= 2 {
		content, err := c.fetch(ctx, id)
		if err == nil || errors.Is(err, bot.ErrTooLarge) || errors.Is(err, errNoFile) {
			return content, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(pause):
		}
	}
}

// errNoFile is an answer that another try would not change.
var errNoFile = errors.New("telegram: there is no such file any more")

// fetch makes one try: a buyer should not be asked for a picture twice because Telegram was busy for a moment.
func (c *Channel) fetch(ctx context.Context, id string) (io.ReadCloser, error) {
	info, err := c.api.GetFile(ctx, &telegram.GetFileParams{FileID: id})
	switch {
	case bad(err, "file is too big"):
		return nil, fmt.Errorf("telegram: %w", bot.ErrTooLarge)
	case errors.Is(err, telegram.ErrorBadRequest), err == nil && info.FilePath == "":
		return nil, errNoFile
	case err != nil:
		return nil, fmt.Errorf("telegram: find a file: %w", c.clean(err))
	}
	return c.download(ctx, info.FilePath)
}

func (c *Channel) download(ctx context.Context, path string) (io.ReadCloser, error) {
	address := c.cfg.API + "/file/bot" + c.cfg.Token + (&url.URL{Path: "/" + strings.TrimPrefix(path, "/")}).EscapedPath()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, errors.New("telegram: the address of a file is not one")
	}
	resp, err := c.wire.send(req)
	if err != nil {
		return nil, fmt.Errorf("telegram: download a file: %w", c.clean(err))
	}
	if resp.StatusCode != http.StatusOK {
		resp.Body.Close()
		return nil, fmt.Errorf("telegram: download a file: status %d", resp.StatusCode)
	}
	return &download{resp.Body, c.wire}, nil
}

// download is the content of a file; its errors know nothing of the address.
type download struct {
	io.ReadCloser
	wire *wire
}

func (d *download) Read(p []byte) (int, error) {
	n, err := d.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = d.wire.bare(err)
	}
	return n, err
}
