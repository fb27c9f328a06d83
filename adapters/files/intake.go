package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"amends/dialogue"
)

// headSize is how much of a file is read before it is decided what it is.
const headSize = 4096

// intake is a file that has come in and has no place yet.
type intake struct {
	id      string
	mime    string
	size    int64
	problem dialogue.EvidenceProblem
	content []byte // of a picture; everything else goes to the spool only
	spool   spool
}

func (in *intake) discard() {
	if in.spool != nil {
		in.spool.discard()
	}
}

// receive reads a file, never more than its kind may have. Problems come back in the intake.
func (s *Store) receive(ctx context.Context, file dialogue.File, content io.Reader) (*intake, error) {
	content = &contextReader{ctx: ctx, r: content}
	head := make([]byte, headSize)
	n, err := io.ReadFull(content, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("read content: %w", err)
	}
	head = head[:n]
	in := &intake{size: int64(n), mime: sniff(head)}
	switch limit := s.opt.limitOf(kindOf(in.mime, "")); {
	case n == 0:
		in.problem = dialogue.Empty
	case in.mime == "":
		in.problem = dialogue.WrongType
	case file.Size > limit || in.size > limit:
		in.problem = dialogue.TooLarge
	default:
		err = s.readAll(in, io.MultiReader(bytes.NewReader(head), content), limit)
		if err != nil {
			in.discard()
			return nil, err
		}
	}
	return in, nil
}

// readAll copies the whole file into a spool, hashes it, and keeps the bytes of a picture at hand for decoding.
func (s *Store) readAll(in *intake, content io.Reader, limit int64) error {
	var err error
	if in.spool, err = s.blobs.spool(); err != nil {
		return fmt.Errorf("make room: %w", err)
	}
	sum := sha256.New()
	to := []io.Writer{in.spool, sum}
	var picture bytes.Buffer
	if isPicture(in.mime) {
		to = append(to, &picture)
	}
	text := &textCheck{}
	if in.mime == mimeText {
		to = append(to, text)
	}
	in.size, err = io.Copy(io.MultiWriter(to...), io.LimitReader(content, limit+1))
	switch {
	case err != nil:
		return fmt.Errorf("read content: %w", err)
	case in.size > limit:
		in.problem = dialogue.TooLarge
	case text.binary:
		in.problem = dialogue.WrongType
	}
	in.id, in.content = hexSum(sum), picture.Bytes()
	return nil
}

func hexSum(h hash.Hash) string { return hex.EncodeToString(h.Sum(nil)) }

func hexOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// contextReader ends with the context's error as soon as the context has one.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// textCheck notices bytes that no plain text has: a harmless beginning may hide a program.
type textCheck struct{ binary bool }

func (t *textCheck) Write(p []byte) (int, error) {
	t.binary = t.binary || bytes.ContainsFunc(p, isBinary)
	return len(p), nil
}

func isBinary(r rune) bool {
	return r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' && r != 0x1B
}
