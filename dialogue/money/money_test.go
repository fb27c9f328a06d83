package money_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"amends/dialogue/money"
)

func TestParse(t *testing.T) {
	for _, test := range []struct {
		text, currency string
		want           int64
		good           bool
	}{
		{"12.50", "USD", 1250, true},
		{" 12.5 ", "EUR", 1250, true},
		{"-3", "USD", -300, true},
		{"12.500", "USD", 1250, true},
		{"1999", "JPY", 1999, true},
		{"0.005", "KWD", 5, true},
		{"12.505", "USD", 0, false},
		{"0.5", "JPY", 0, false},
		{"12,50", "EUR", 0, false},
		{"1e3", "USD", 0, false},
		{"1/2", "USD", 0, false},
		{"", "USD", 0, false},
		{"99999999999999999999999", "USD", 0, false},
	} {
		got, err := money.Parse(test.text, test.currency)
		if test.good && (err != nil || got != money.Money{Minor: test.want, Currency: test.currency}) {
			t.Errorf("Parse(%q, %s) = %v, %v; want %d minor units", test.text, test.currency, got, err, test.want)
		}
		if !test.good && !errors.Is(err, money.ErrSyntax) {
			t.Errorf("Parse(%q, %s) = %v, %v; want ErrSyntax", test.text, test.currency, got, err)
		}
	}
	if _, err := money.Parse("1", "ZZZZ"); err == nil {
		t.Error("Parse in a currency that is none: want an error")
	}
}

// What is written is read back as the same amount, in currencies of none, two and three decimals.
func TestDecimalRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := money.Money{Minor: rapid.Int64Range(-1e15, 1e15).Draw(t, "minor"), Currency: rapid.SampledFrom([]string{"USD", "JPY", "KWD", "CHF"}).Draw(t, "currency")}
		back, err := money.Parse(m.Decimal(), m.Currency)
		if err != nil || back != m {
			t.Fatalf("%d %s is written %q and read back as %v, error %v", m.Minor, m.Currency, m.Decimal(), back, err)
		}
	})
}

func TestPercent(t *testing.T) {
	for _, test := range []struct {
		minor   int64
		percent int
		want    int64
	}{{5000, 25, 1250}, {999, 25, 250}, {1, 50, 1}, {1, 49, 0}, {0, 30, 0}, {4599, 100, 4599}} {
		if got := (money.Money{Minor: test.minor, Currency: "USD"}).Percent(test.percent).Minor; got != test.want {
			t.Errorf("%d%% of %d is %d, want %d: half a cent is rounded up", test.percent, test.minor, got, test.want)
		}
	}
}
