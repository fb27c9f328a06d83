package orders

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// maxColumns is how many columns a table may have.
const maxColumns = 500

// errColumns is why a row with more cells than the header is left out: which cell belongs where cannot be known.
var errColumns = errors.New("the row has more cells than the header")

// form is one kind of table.
type form struct {
	name string
	// needs are the columns that tell this form from others.
	needs []string
	// columns are those that are read, by their folded names: the first is what the builder calls it, the others, after "|",
	// are other names for it, best first. A name that ends in "*" stands for all that begin so.
	columns []string
	// build makes an order of all of its rows. What it cannot use of them it skips in the input's report; an order of which
	// nothing is left has no items and is dropped.
	build func(in *input, rows []row) Record
}

// forms are the known tables. The first one whose needs are met is taken.
func forms() []form {
	return []form{allOrders(), allOrdersExtract(), sellerReturns(), fbaReturns(), shopifyOrders(), wooItems(), wooOrders()}
}

// tableForm finds the form of a table by its header, the first line that is not blank.
func tableForm(head []byte) (form, bool) {
	header, ok := headerLine(head)
	if !ok {
		return form{}, false
	}
	names := foldHeader(header, separator(header))
	for _, f := range forms() {
		if !slices.ContainsFunc(f.needs, func(need string) bool { return f.find(names, need) == nil }) {
			return f, true
		}
	}
	return form{}, false
}

func headerLine(head []byte) ([]byte, bool) {
	for line := range bytes.Lines(head) {
		if len(bytes.TrimSpace(line)) > 0 {
			return bytes.TrimRight(line, "\r\n"), len(line) < peek
		}
	}
	return nil, false
}

// separator is the character that the header has most of.
func separator(header []byte) byte {
	best := byte(',')
	for _, sep := range []byte("\t;") {
		if bytes.Count(header, []byte{sep}) > bytes.Count(header, []byte{best}) {
			best = sep
		}
	}
	return best
}

func foldHeader(header []byte, sep byte) []string {
	l := lines{sep: sep}
	l.split(toUTF8(bytes.Clone(header)))
	names := make([]string, len(l.cell))
	for i, cell := range l.cell {
		names[i] = foldName(string(cell))
	}
	return names
}

// foldName is a column's name in lower case with single dashes for spaces, underscores and dashes.
func foldName(s string) string {
	words := strings.FieldsFunc(strings.ToLower(clean(s, maxTitle)), func(r rune) bool { return r == ' ' || r == '_' || isDash(r) })
	return strings.Join(words, "-")
}

// find returns where a column is, by the best of its names that the header has.
func (f form) find(names []string, column string) []int {
	for _, name := range strings.Split(f.column(column), "|") {
		var at []int
		stem, wild := strings.CutSuffix(name, "*")
		for i, n := range names {
			if n == name || (wild && strings.HasPrefix(n, stem)) {
				at = append(at, i)
			}
		}
		if len(at) > 0 && wild {
			return at
		}
		if len(at) > 0 {
			return at[:1]
		}
	}
	return nil
}

// column is the whole entry of a column, other names included.
func (f form) column(name string) string {
	for _, c := range f.columns {
		if first, _, _ := strings.Cut(c, "|"); first == name {
			return c
		}
	}
	return name
}

// readTable reads a table of a known form and emits its orders in the order of their first rows.
func readTable(in *input, f form) error {
	l := &lines{buf: in.buf, next: 1}
	names, err := tableHeader(in, l)
	if err != nil {
		return err
	}
	g := newGroups(f, names)
	for {
		cells, line, err := l.read()
		switch {
		case err == io.EOF:
			return g.emit(in)
		case err == errRowEmpty:
			continue
		case errors.Is(err, errRowLong), errors.Is(err, errRowOpen), errors.Is(err, errRowNUL):
			in.report.Rows++
			in.report.skip(line, err.Error())
			continue
		case err != nil:
			return fmt.Errorf("%s:%d: %w", in.name, line, err)
		}
		in.report.Rows++
		if err := g.add(line, cells); err == errHeld {
			return in.errorf(line, "%w", err)
		} else if err != nil {
			in.report.skip(line, err.Error())
		}
	}
}

func tableHeader(in *input, l *lines) ([]string, error) {
	for {
		text, err := l.line()
		if err != nil {
			return nil, fmt.Errorf("%s: reading the header: %w", in.name, err)
		}
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		l.sep = separator(text)
		names := foldHeader(text, l.sep)
		if len(names) > maxColumns {
			return nil, in.errorf(l.next-1, "%d columns, at most %d can be read", len(names), maxColumns)
		}
		return names, nil
	}
}
