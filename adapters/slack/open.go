package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/slack-go/slack"

	"amends/bot"
)

// fileRef begins the File.Ref of an agent's file.
const fileRef = "slack:"

// Open reads a file that an agent put into Slack, by its File.Ref "slack:<file ID>", with its name and MIME type. The caller closes it.
// An error that is bot.ErrPermanent says that it can never be had: it was deleted, is kept elsewhere or has more than 20 MB.
func (c *Channel) Open(ctx context.Context, ref string) (content io.ReadCloser, name, kind string, err error) {
	id, ok := strings.CutPrefix(ref, fileRef)
	if !ok || id == "" {
		return nil, "", "", fmt.Errorf("slack: %q is no file of Slack's: %w", ref, bot.ErrPermanent)
	}
	info, _, _, err := c.api.GetFileInfoContext(ctx, id, 0, 0)
	if err != nil {
		if name := code(err); name == "file_not_found" || name == "file_deleted" {
			return nil, "", "", fmt.Errorf("slack: file %s was deleted: %w", id, bot.ErrPermanent)
		}
		c.advise(ctx, err)
		return nil, "", "", failed("ask for file "+id, err)
	}
	switch {
	case info.IsExternal || info.URLPrivateDownload == "":
		return nil, "", "", fmt.Errorf("slack: file %s is not kept by Slack: %w", id, bot.ErrPermanent)
	case info.Size > maxFile:
		return nil, "", "", fmt.Errorf("slack: file %s has %d bytes: %w", id, info.Size, bot.ErrPermanent)
	}
	data, err := c.download(ctx, info.URLPrivateDownload)
	if err != nil {
		return nil, "", "", fmt.Errorf("slack: download file %s: %w", id, err)
	}
	return io.NopCloser(bytes.NewReader(data)), info.Name, info.Mimetype, nil
}

// download fetches an address of Slack's with the bot's token. The library sends the token to no other host.
func (c *Channel) download(ctx context.Context, address string) ([]byte, error) {
	var content bounded
	err := c.api.GetFileContext(ctx, address, &content)
	var status slack.StatusCodeError
	var limited *slack.RateLimitedError
	switch {
	case err == nil:
		return content.Bytes(), nil
	case errors.Is(err, errTooLarge):
		return nil, fmt.Errorf("%w: %w", errTooLarge, bot.ErrPermanent)
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case errors.As(err, &limited):
		return nil, &bot.RetryAfter{After: limited.RetryAfter}
	case errors.As(err, &status):
		return nil, status
	}
	return nil, errors.New("no answer that is the file") // the library's words may hold the address
}

var errTooLarge = fmt.Errorf("more than %d bytes", maxFile)

// bounded takes no more than a file may have.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > maxFile {
		return 0, errTooLarge
	}
	return b.Buffer.Write(p)
}

// ReadFrom hides the one of bytes.Buffer, which has no bound.
func (b *bounded) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{b}, r)
}
