package files

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
)

const mimeView = mimeJPEG // of every picture that is shown

// Thumbnail returns a small upright JPEG of a picture, at most 480 pixels long, that holds no metadata, and its MIME type.
// Errors: ErrNotFound; ErrNoView for what is not a picture or cannot be decoded; ErrTampered.
func (s *Store) Thumbnail(ctx context.Context, id string) ([]byte, string, error) {
	rec, err := s.record(id, 1)
	if err != nil {
		return nil, "", err
	}
	if rec.Thumb == "" {
		return nil, "", fmt.Errorf("%w: %s of %s", ErrNoView, rec.MIME, id)
	}
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	content, err := s.read(thumbnail(id), s.opt.Photo)
	if errors.Is(err, fs.ErrNotExist) {
		content, err = s.redraw(ctx, rec, thumbSide)
		return content, mimeView, err
	}
	if err != nil {
		return nil, "", fmt.Errorf("read thumbnail of evidence %s: %w", id, err)
	}
	if hexOf(content) != rec.Thumb {
		return nil, "", fmt.Errorf("%w: thumbnail of %s was changed", ErrTampered, id)
	}
	return content, mimeView, nil
}

// View returns what the desk may see of a file, and its MIME type. A picture is decoded and encoded again as an upright JPEG of
// at most 2048 pixels, so nothing but its pixels is left; of an MP4 or QuickTime file the boxes that hold descriptions and
// places are blanked; anything else is returned as it came.
// Errors: ErrNotFound; ErrNoView for HEIC, which cannot be shown without its metadata; ErrTampered.
func (s *Store) View(ctx context.Context, id string) ([]byte, string, error) {
	rec, err := s.record(id, 1)
	if err != nil {
		return nil, "", err
	}
	switch {
	case codecOf(rec.MIME).decode != nil:
		content, err := s.redraw(ctx, rec, viewSide)
		return content, mimeView, err
	case isPicture(rec.MIME):
		return nil, "", fmt.Errorf("%w: %s of %s", ErrNoView, rec.MIME, id)
	}
	content, err := s.content(ctx, rec)
	if err != nil {
		return nil, "", err
	}
	switch rec.MIME {
	case mimeMP4, mimeMOV, mimeM4A:
		blankBoxes(content)
	}
	return content, rec.MIME, nil
}

// Original returns the bytes that came in, with all their metadata, and their MIME type: for an export, never for a shared
// screen. Errors: ErrNotFound; ErrTampered when they are no longer what came in.
func (s *Store) Original(ctx context.Context, id string) ([]byte, string, error) {
	rec, err := s.record(id, 1)
	if err != nil {
		return nil, "", err
	}
	content, err := s.content(ctx, rec)
	return content, rec.MIME, err
}

// content reads a file's original bytes and proves them by their hash. The caller may change them.
func (s *Store) content(ctx context.Context, rec Record) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	content, err := s.read(original(rec.ID), rec.Size)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrNotFound, rec.ID)
	}
	if err != nil {
		return nil, fmt.Errorf("read evidence %s: %w", rec.ID, err)
	}
	if hexOf(content) != rec.ID {
		return nil, fmt.Errorf("%w: %s was changed", ErrTampered, rec.ID)
	}
	return content, nil
}

// redraw makes a JPEG of a picture's pixels.
func (s *Store) redraw(ctx context.Context, rec Record, side int) ([]byte, error) {
	content, err := s.content(ctx, rec)
	if err != nil {
		return nil, err
	}
	img, _, err := s.decode(ctx, rec.MIME, content, side)
	if err != nil {
		return nil, fmt.Errorf("show evidence %s: %w", rec.ID, err)
	}
	return encode(img.upright)
}

// Delete erases a file: its bytes, its thumbnail and its records. The chain notes that it was there and when it went. A
// deletion that was interrupted is finished by the next try, or when the folder is opened next. ErrNotFound if there is nothing to delete.
func (s *Store) Delete(ctx context.Context, id string) error {
	return s.change(func() error {
		if err := ctx.Err(); err != nil {
			return err
		}
		e := s.index.entries[id]
		if e == nil {
			return fmt.Errorf("%w: cannot delete it", ErrNotFound)
		}
		if e.deleted() { // the first try may not have got to the end
			return errors.Join(fmt.Errorf("%w: it was deleted", ErrNotFound), s.discard(id, e.parts))
		}
		if err := s.index.append(s.blobs, link{At: s.opt.Now().UTC(), Op: opDelete, ID: id}); err != nil {
			return fmt.Errorf("note deletion of evidence %s: %w", id, err)
		}
		return s.discard(id, e.parts)
	})
}

// discard removes everything that is stored of a file that had up to n records.
func (s *Store) discard(id string, n int) error {
	names := []string{original(id), thumbnail(id)}
	for i := 1; i <= n; i++ {
		names = append(names, sidecar(id, i))
	}
	for _, name := range names {
		if err := s.blobs.remove(name); err != nil {
			return fmt.Errorf("delete evidence %s: %w", id, err)
		}
	}
	return nil
}
