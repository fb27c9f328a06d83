// Package money is amounts of money: integer minor units with an ISO 4217 currency, never a float.
package money

import (
	"errors"
	"fmt"
	"math/big"
	"strings"

	"golang.org/x/text/currency"
)

// Money is an amount in the minor unit of its currency (cents, pence, whole yen). The zero value is no money in no currency.
type Money struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"cur"`
}

// ErrSyntax is what Parse returns, wrapped, for text that is not an amount.
var ErrSyntax = errors.New("not an amount of money")

// Exponent returns how many decimal places a currency has (USD 2, JPY 0, KWD 3), or an error for an unknown code.
func Exponent(code string) (int, error) {
	switch code { // the common ones without a look into the tables
	case "USD", "EUR", "GBP", "CAD", "AUD", "MXN", "PLN", "SEK":
		return 2, nil
	case "JPY":
		return 0, nil
	}
	unit, err := currency.ParseISO(code)
	if err != nil {
		return 0, fmt.Errorf("currency %q: not an ISO 4217 code", code)
	}
	scale, _ := currency.Standard.Rounding(unit)
	return scale, nil
}

// Parse reads a plain decimal ("12.50", "-3", "1999") as an amount of the currency. It takes a point as the decimal mark,
// no grouping and at most as many decimals as the currency has, trailing zeros aside.
func Parse(s, code string) (Money, error) {
	exp, err := Exponent(code)
	if err != nil {
		return Money{}, err
	}
	s = strings.TrimSpace(s)
	if len(s) > 24 || strings.ContainsAny(s, "eE/_xXpP+") {
		return Money{}, fmt.Errorf("%q: %w", shorten(s), ErrSyntax)
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return Money{}, fmt.Errorf("%q: %w", s, ErrSyntax)
	}
	r.Mul(r, new(big.Rat).SetInt64(pow10(exp)))
	if !r.IsInt() || !r.Num().IsInt64() {
		return Money{}, fmt.Errorf("%q has more decimals than %s: %w", s, code, ErrSyntax)
	}
	return Money{Minor: r.Num().Int64(), Currency: code}, nil
}

func shorten(s string) string { return s[:min(len(s), 24)] }

func pow10(n int) int64 {
	p := int64(1)
	for range n {
		p *= 10
	}
	return p
}

// IsZero reports whether there is no money, in whatever currency.
func (m Money) IsZero() bool { return m.Minor == 0 }

// Decimal writes the amount without its currency: "12.50", "-0.05", "1999" for yen.
func (m Money) Decimal() string {
	exp, err := Exponent(m.Currency)
	if err != nil {
		exp = 2
	}
	sign, n := "", m.Minor
	if n < 0 {
		sign, n = "-", -n
	}
	if exp == 0 {
		return fmt.Sprintf("%s%d", sign, n)
	}
	p := pow10(exp)
	return fmt.Sprintf("%s%d.%0*d", sign, n/p, exp, n%p)
}

// String writes the amount as "12.50 USD".
func (m Money) String() string {
	if m.Currency == "" {
		return m.Decimal()
	}
	return m.Decimal() + " " + m.Currency
}

// Percent returns p percent of the amount, rounded half up to the minor unit.
func (m Money) Percent(p int) Money {
	return Money{Minor: (m.Minor*int64(p) + 50) / 100, Currency: m.Currency}
}
