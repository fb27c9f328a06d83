package orders

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"amends/dialogue"
	"amends/dialogue/money"
)

var (
	errCurrency = errors.New("the currency is missing or unknown")
	errQuantity = errors.New("the quantity is not a whole number")
)

// amount reads an amount of a row in minor units of the currency; an empty cell is 0.
func (in *input) amount(r row, column, currency string) (int64, error) {
	s := strings.TrimSpace(r.get(column))
	if s == "" {
		return 0, nil
	}
	decimals := in.exponent(currency)
	if decimals < 0 {
		return 0, errCurrency
	}
	n, err := parseAmount(s, decimals)
	if err != nil {
		return 0, fmt.Errorf("%s %w", column, err)
	}
	return n, nil
}

// amounts reads several amounts of a row; the first one that cannot be read is the error.
func (in *input) amounts(r row, currency string, columns ...string) ([]int64, error) {
	out := make([]int64, len(columns))
	for i, column := range columns {
		var err error
		if out[i], err = in.amount(r, column, currency); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (in *input) exponent(currency string) int {
	if n, ok := in.exponents[currency]; ok {
		return n
	}
	n, err := money.Exponent(currency)
	if err != nil || n > 4 {
		n = -1
	}
	if in.exponents == nil {
		in.exponents = make(map[string]int)
	}
	if len(in.exponents) < maxKinds {
		in.exponents[currency] = n
	}
	return n
}

// time reads a date of a row. One that cannot be read is warned of and left out.
func (in *input) time(r row, column string) time.Time {
	s := strings.TrimSpace(r.get(column))
	if s == "" {
		return time.Time{}
	}
	t, err := parseTime(s)
	if err != nil {
		in.report.warn(r.line, column+" "+err.Error())
	}
	return t
}

// country reads a country of a row. Names are not understood, only codes.
func (in *input) country(r row, column string) string {
	code := countryCode(r.get(column))
	if code == "" && strings.TrimSpace(r.get(column)) != "" {
		in.report.warn(r.line, column+" is not a country code of two letters")
	}
	return code
}

// number is an order number of a row, without the apostrophe that keeps spreadsheets from calculating with it.
func (r row) number(column string) string {
	return clean(strings.TrimPrefix(strings.TrimSpace(r.get(column)), "'"), maxKey)
}

// word is a short text of a row, such as a SKU.
func (r row) word(column string) string { return clean(r.get(column), maxWord) }

// title is a long text of a row, such as a product's name.
func (r row) title(column string) string { return clean(r.get(column), maxTitle) }

// currency is the first currency that a row names, in upper case.
func currency(rows []row, column string) string {
	for _, r := range rows {
		if s := strings.ToUpper(strings.TrimSpace(r.get(column))); s != "" {
			return clean(s, 3)
		}
	}
	return ""
}

// first is the first text that a row has in a column.
func first(rows []row, column string) string {
	for _, r := range rows {
		if s := strings.TrimSpace(r.get(column)); s != "" {
			return s
		}
	}
	return ""
}

// unitPrice is the price of one of a line, given what was paid for the line. A line total that does not divide is rounded
// down, so that no sum of prices passes what was paid.
func (in *input) unitPrice(line int, paid int64, quantity int) int64 {
	if quantity <= 0 {
		return 0
	}
	if paid%int64(quantity) != 0 {
		in.report.warn(line, "a line's total does not divide by its quantity: the price of one is rounded down")
	}
	return paid / int64(quantity)
}

// spread takes a discount off the lines in proportion to them, to the last minor unit.
func spread(lines []int64, discount int64) {
	var sum int64
	for _, n := range lines {
		sum += n
	}
	for i, n := range lines {
		if sum <= 0 || discount <= 0 {
			return
		}
		part := int64(math.Round(float64(discount) * (float64(n) / float64(sum))))
		part = min(part, n, discount)
		lines[i] -= part
		discount -= part
		sum -= n
	}
}

// status translates a form's word for how far an order is. An unknown word is warned of, and counts as pending: the one
// state in which nothing is promised.
func (in *input) status(line int, word string, known map[string]dialogue.OrderStatus) dialogue.OrderStatus {
	word = foldName(word)
	if s, ok := known[word]; ok {
		return s
	}
	in.report.warn(line, fmt.Sprintf("status %q is not known, taken as pending", clean(word, maxWord)))
	return dialogue.Pending
}
