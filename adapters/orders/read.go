package orders

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/text/encoding/unicode"
)

// Options say how a file is read.
type Options struct {
	// Key is the deployment's key for personal facts, at least MinKey bytes. Whoever reads the Shelf needs the same.
	Key []byte
	// Now is what relative dates of the native form ("-4d") count from. They are an error when it is zero.
	Now time.Time
	// Currency is that of amounts in a table that names none, such as some WooCommerce exports.
	Currency string
	// Size is how many bytes the file has, for Progress; 0 when unknown.
	Size int64
	// Progress is called, if set, while the file is read, at most every 64 KB, with the bytes read so far and Size.
	Progress func(read, size int64)
}

// ErrForm is returned, wrapped, for content in no known form.
var ErrForm = errors.New("no known form of orders")

// peek is how much of a file the choice of its reader may look at. A header line must fit.
const peek = 256 << 10

// Read reads orders from r and gives each to yield, which may keep it. Each order comes once. The form is chosen by what the
// content looks like; name stands in errors and in the Report, and its extension decides where content does not. An error
// means that the file as a whole cannot be read, or is yield's own; single bad rows of a table are skipped, with the reason
// in the Report. The Report is good up to where an error came; New, Updated and Unchanged are left to Import.
func Read(ctx context.Context, r io.Reader, name string, opts Options, yield func(Record) error) (Report, error) {
	if len(opts.Key) < MinKey {
		return Report{File: name}, ErrKey
	}
	src := &source{ctx: ctx, r: r, opts: opts}
	in := &input{
		name: name, opts: opts, hasher: newHasher(opts.Key), report: Report{File: name}, yield: yield,
		buf: bufio.NewReaderSize(src, peek),
	}
	if err := in.decodeText(); err != nil {
		return in.report, fmt.Errorf("%s: %w", name, err)
	}
	read, err := in.choose()
	if err == nil {
		err = read(in)
	}
	return in.report, err
}

// input is one file on its way through its reader.
type input struct {
	name   string
	opts   Options
	hasher *hasher
	report Report
	yield  func(Record) error
	buf    *bufio.Reader

	exponents map[string]int // of the currencies seen; -1 for no currency
}

// emit hands one finished order on.
func (in *input) emit(r Record) error {
	in.report.Orders++
	if !r.Partial && !r.Proof.Known() {
		in.report.warn(r.lines[0], "neither postal code nor e-mail nor phone: no buyer can show that the order is theirs")
	}
	return in.yield(r)
}

// errorf is an error about a line of the file.
func (in *input) errorf(line int, format string, args ...any) error {
	return fmt.Errorf("%s:%d: %w", in.name, line, fmt.Errorf(format, args...))
}

// decodeText drops a byte order mark, and turns UTF-16, which spreadsheets save "Unicode text" as, into UTF-8.
func (in *input) decodeText() error {
	head, err := in.buf.Peek(3)
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, err = in.buf.Discard(3)
		return err
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		utf16 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
		in.buf = bufio.NewReaderSize(utf16.Reader(in.buf), peek)
		return nil
	}
	if err == io.EOF {
		return nil
	}
	return err
}

// choose finds the reader for the content.
func (in *input) choose() (func(*input) error, error) {
	head, err := in.buf.Peek(peek)
	if err != nil && err != io.EOF && err != bufio.ErrBufferFull {
		return nil, fmt.Errorf("%s: %w", in.name, err)
	}
	if form, ok := tableForm(head); ok {
		in.report.Form = form.name
		return func(in *input) error { return readTable(in, form) }, nil
	}
	if looksLikeWoo(head) {
		in.report.Form = "WooCommerce orders (JSON)"
		return readWooJSON, nil
	}
	if looksNative(head, in.name) {
		in.report.Form = "orders in Amends' own form"
		return readNative, nil
	}
	return nil, fmt.Errorf("%s: %w: expected Amends' own YAML, an Amazon All Orders or returns report, a Shopify orders CSV or a WooCommerce export", in.name, ErrForm)
}

// source reads from r until the context ends, and tells how far it is.
type source struct {
	ctx  context.Context
	r    io.Reader
	opts Options
	read int64
	told int64
}

func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.r.Read(p)
	s.read += int64(n)
	if s.opts.Progress != nil && (s.read-s.told >= 64<<10 || err == io.EOF) {
		s.told = s.read
		s.opts.Progress(s.read, s.opts.Size)
	}
	return n, err
}
