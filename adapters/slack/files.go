package slack

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"amends/bot"
	"amends/dialogue"
)

const (
	maxFile        = 20 << 20         // bytes, either way
	pictureTries   = 5                // of a delivery; after that a card goes without
	pictureSettles = 2 * time.Second  // Slack takes a moment before an uploaded picture can be shown
	pictureFresh   = 30 * time.Second // and no longer than this
	mostShelved    = 4096             // that a process remembers
)

// fileKey is the receipt key of a buyer's file on Slack: its value is Slack's file ID.
func fileKey(evidence string) string { return "file:" + evidence }

// otherKey is the receipt key that marks a buyer's file on Slack as no picture.
func otherKey(evidence string) string { return "nopicture:" + evidence }

// file is a buyer's file on Slack.
type file struct {
	id      string // Slack's; "" when it cannot be brought there
	picture bool
	at      time.Time // when this process uploaded it
}

// shelf remembers which files are on Slack, or cannot be.
type shelf struct {
	mu    sync.Mutex
	files map[string]file // by conversation and evidence
}

func (s *shelf) get(key string) (file, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f, ok := s.files[key]
	return f, ok
}

func (s *shelf) put(key string, f file) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.files == nil || len(s.files) >= mostShelved {
		s.files = map[string]file{} // all of it can be read again
	}
	s.files[key] = f
}

// fresh reports whether the file with this ID was uploaded after a time.
func (s *shelf) fresh(id string, after time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.files {
		if f.id == id {
			return f.at.After(after)
		}
	}
	return false
}

func shelfKey(id dialogue.ConversationID, evidence string) string {
	return string(id) + "\x00" + evidence
}

// shared finds a buyer's file on Slack; false when nobody has tried to bring it there.
func (c *Channel) shared(ctx context.Context, id dialogue.ConversationID, evidence string) (file, bool, error) {
	if f, ok := c.shelf.get(shelfKey(id, evidence)); ok {
		return f, true, nil
	}
	name, err := c.cfg.Receipts.Receipt(ctx, id, fileKey(evidence))
	if err != nil || name == "" {
		return file{}, false, wrapped("find a file of the buyer's", err)
	}
	other, err := c.cfg.Receipts.Receipt(ctx, id, otherKey(evidence))
	if err != nil {
		return file{}, false, wrapped("find a file of the buyer's", err)
	}
	f := file{id: name, picture: other == ""}
	c.shelf.put(shelfKey(id, evidence), f)
	return f, true, nil
}

func wrapped(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("slack: %s: %w", doing, err)
}

// exhibit is a buyer's file and what it is called on the desk.
type exhibit struct{ evidence, title string }

// share brings buyers' files into a thread, each one once, and reports whether any came. What cannot be shown or may not be uploaded is
// left out: the words go on without it. An error is one that passes.
func (c *Channel) share(ctx context.Context, d bot.Delivery, at spot, list []exhibit) (bool, error) {
	if c.cfg.Pictures == nil {
		return false, nil
	}
	b, err := c.gather(ctx, d, list)
	if len(b.list) == 0 || err != nil {
		return false, err
	}
	if err := c.complete(ctx, at, b.list); err != nil {
		return false, c.without(ctx, d, err)
	}
	if err := c.keepFiles(ctx, d.Conversation, b.came); err != nil {
		return true, err
	}
	c.lookAt(ctx, d, at, b.pictures) // once: from now on they are known
	return true, nil
}

// gather uploads the files that the desk does not have.
func (c *Channel) gather(ctx context.Context, d bot.Delivery, list []exhibit) (batch, error) {
	var b batch
	for _, x := range list {
		_, known, err := c.shared(ctx, d.Conversation, x.evidence)
		if err != nil {
			return batch{}, err
		}
		if known {
			continue
		}
		f, p, err := c.upload(ctx, d, x)
		switch {
		case err != nil:
			return batch{}, c.without(ctx, d, err)
		case f.id == "":
			c.shelf.put(shelfKey(d.Conversation, x.evidence), f)
		default:
			b.add(x, f, p)
		}
	}
	return b, nil
}

// batch are files on their way into a thread.
type batch struct {
	list     []slack.FileSummary
	came     map[string]file // by evidence
	pictures []picture
}

func (b *batch) add(x exhibit, f file, p picture) {
	if b.came == nil {
		b.came = map[string]file{}
	}
	b.came[x.evidence] = f
	b.list = append(b.list, slack.FileSummary{ID: f.id, Title: plainWords(x.title, maxTitle)})
	if f.picture && len(b.pictures) < mostSights {
		b.pictures = append(b.pictures, p)
	}
}

// complete shows files that were uploaded.
func (c *Channel) complete(ctx context.Context, at spot, batch []slack.FileSummary) error {
	_, err := c.api.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{Files: batch, Channel: at.channel,
		ThreadTimestamp: at.thread})
	return err
}

// without decides about an upload that failed: a passing error is worth another try, anything else must not hold up the words.
func (c *Channel) without(ctx context.Context, d bot.Delivery, err error) error {
	if isGone(err) || isPassing(err) && d.Attempt < pictureTries {
		return failed("bring a buyer's file to the desk", err)
	}
	c.advise(ctx, err)
	c.cfg.Log.WarnContext(ctx, "a buyer's files cannot be shown on the desk", "delivery", d.ID, "err", failed("upload", err))
	return nil
}

// upload sends the content of a file to Slack, where nobody sees it yet, and returns the content as well. A file that cannot be shown has
// no ID.
func (c *Channel) upload(ctx context.Context, d bot.Delivery, x exhibit) (file, picture, error) {
	content, kind, err := c.cfg.Pictures.View(ctx, x.evidence)
	if err == nil && (len(content) == 0 || len(content) > maxFile) {
		err = fmt.Errorf("it has %d bytes", len(content))
	}
	if err != nil {
		if ctx.Err() != nil {
			return file{}, picture{}, err
		}
		c.cfg.Log.WarnContext(ctx, "a buyer's file cannot be shown", "delivery", d.ID, "evidence", x.evidence, "err", err)
		return file{}, picture{}, nil
	}
	name := "evidence" + extension(kind)
	ticket, err := c.api.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: name, FileSize: len(content),
		AltTxt: plainWords(x.title, maxAlt)})
	if err != nil {
		return file{}, picture{}, err
	}
	err = c.api.UploadToURL(ctx, slack.UploadToURLParameters{UploadURL: ticket.UploadURL, Filename: name, Reader: bytes.NewReader(content)})
	return file{id: ticket.FileID, picture: isPicture(kind), at: c.cfg.Now()}, picture{content, kind}, err
}

// keepFiles remembers what came.
func (c *Channel) keepFiles(ctx context.Context, id dialogue.ConversationID, came map[string]file) error {
	for evidence, f := range came {
		c.shelf.put(shelfKey(id, evidence), f)
		if !f.picture {
			if err := c.keep(ctx, id, otherKey(evidence), "yes"); err != nil {
				return err
			}
		}
		if err := c.keep(ctx, id, fileKey(evidence), f.id); err != nil {
			return err
		}
	}
	return nil
}

// isPicture reports whether Slack shows content of this MIME type in an image block.
// Source: https://docs.slack.dev/reference/block-kit/composition-objects/slack-file-object.
func isPicture(kind string) bool {
	return kind == "image/jpeg" || kind == "image/png" || kind == "image/gif"
}

// extension is the file name extension of a MIME type.
func extension(kind string) string {
	switch kind {
	case "image/jpeg":
		return ".jpg"
	case "text/plain":
		return ".txt"
	case "video/mp4":
		return ".mp4"
	}
	if known, err := mime.ExtensionsByType(kind); err == nil && len(known) > 0 {
		return known[0]
	}
	return ".bin"
}

// settling reports whether the message shows a picture that Slack got a moment ago and may not be ready to show.
func (c *Channel) settling(m posting) bool {
	for _, b := range m.blocks {
		image, ok := b.(*slack.ImageBlock)
		if ok && image.SlackFile != nil && c.shelf.fresh(image.SlackFile.ID, c.cfg.Now().Add(-pictureFresh)) {
			return true
		}
	}
	return false
}
