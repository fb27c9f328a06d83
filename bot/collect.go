package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"amends/dialogue"
)

const (
	maxFiles     = 10       // files of one upload that are kept
	maxFileBytes = 50 << 20 // of one file; the evidence store may take less
	fileTime     = 6 * time.Second
	filesTime    = 10 * time.Second
)

// collect fetches and keeps the files of an upload. A file that cannot be had is evidence with a problem, for the buyer to be
// told; an evidence store that fails is an error, so that the upload is handled again and no file is lost.
func (b *Bot) collect(ctx context.Context, event string, files []dialogue.File) ([]dialogue.Evidence, error) {
	ctx, cancel := context.WithTimeout(ctx, filesTime)
	defer cancel()
	list := make([]dialogue.Evidence, len(files))
	for i, f := range files {
		e := unusable(f, dialogue.NotFetched)
		if i < maxFiles {
			var err error
			if e, err = b.keep(ctx, f); err != nil {
				return nil, fmt.Errorf("keep file %d of the upload: %w", i+1, err)
			}
		}
		e.Event = event
		list[i] = e
	}
	return list, nil
}

// keep fetches one file into the evidence store.
func (b *Bot) keep(ctx context.Context, f dialogue.File) (dialogue.Evidence, error) {
	switch {
	case f.Kind == "sticker" || f.Kind == "location" || f.Kind == "contact":
		return unusable(f, dialogue.WrongType), nil
	case f.Size > maxFileBytes:
		return unusable(f, dialogue.TooLarge), nil
	}
	ctx, cancel := context.WithTimeout(ctx, fileTime)
	defer cancel()
	content, err := b.cfg.Fetch.Fetch(ctx, f)
	if errors.Is(err, ErrTooLarge) {
		return unusable(f, dialogue.TooLarge), nil
	}
	if err != nil {
		b.cfg.Log.Warn("file could not be fetched", "kind", f.Kind, "size", f.Size, "err", err)
		return unusable(f, dialogue.NotFetched), nil
	}
	defer content.Close()
	source := &fetched{from: content, left: maxFileBytes}
	e, err := b.cfg.Evidence.Save(ctx, f, source)
	switch {
	case err == nil:
		return e, nil
	case errors.Is(source.err, ErrTooLarge):
		return unusable(f, dialogue.TooLarge), nil
	case source.err != nil: // the source broke off, not the store
		b.cfg.Log.Warn("file broke off while it was fetched", "kind", f.Kind, "size", f.Size, "err", source.err)
		return unusable(f, dialogue.NotFetched), nil
	}
	return dialogue.Evidence{}, err
}

// fetched bounds what is read of a file and remembers how reading failed, so that a broken source can be told from a broken store.
type fetched struct {
	from io.Reader
	left int64
	err  error // other than io.EOF
}

func (r *fetched) Read(p []byte) (int, error) {
	if r.left <= 0 {
		r.err = ErrTooLarge
		return 0, r.err
	}
	n, err := r.from.Read(p[:min(int64(len(p)), r.left)])
	r.left -= int64(n)
	if err != nil && err != io.EOF {
		r.err = err
	}
	return n, err
}

// unusable is evidence that there was a file and why it is not there.
func unusable(f dialogue.File, why dialogue.EvidenceProblem) dialogue.Evidence {
	name := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, clip(f.Name, 100))
	return dialogue.Evidence{Name: name, Kind: f.Kind, Size: f.Size, Problem: why}
}
