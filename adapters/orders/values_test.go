package orders

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"amends/dialogue"
	"amends/dialogue/money"
	"amends/dialogue/playbook"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParseAmount(t *testing.T) {
	cases := []struct {
		text     string
		decimals int
		want     int64
		err      error
	}{
		{"12.50", 2, 1250, nil},
		{"12.5", 2, 1250, nil},
		{"12", 2, 1200, nil},
		{".5", 2, 50, nil},
		{"-7.50", 2, -750, nil},
		{"(3.00)", 2, -300, nil},
		{"$1,234.50", 2, 123450, nil},
		{"-$5", 2, -500, nil},
		{"Rs. 406.0", 2, 40600, nil},
		{"1.234,50 €", 2, 123450, nil},
		{"1 234,50", 2, 123450, nil},
		{"1’234.50", 2, 123450, nil},
		{"1,06,400.00", 2, 10640000, nil},
		{"1,234", 2, 123400, nil},
		{"1.234.567", 2, 123456700, nil},
		{"0.500", 2, 50, nil},
		{"10.5000", 2, 1050, nil},
		{"1999.0", 0, 1999, nil},
		{"1,999", 0, 1999, nil},
		{"1.234", 3, 1234, nil},
		{"1.234", 2, 0, errAmbiguous},
		{"1,234", 3, 0, errAmbiguous},
		{"0.005", 2, 0, errDecimals},
		{"1999.5", 0, 0, errDecimals},
		{"1e3", 2, 0, errAmount},
		{"free", 2, 0, errAmount},
		{"12.5.0", 2, 0, errAmount},
		{"1,2,3", 2, 0, errAmount},
		{"12-50", 2, 0, errAmount},
		{"99999999999999999999", 2, 0, errAmount},
	}
	for _, c := range cases {
		if got, err := parseAmount(c.text, c.decimals); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("parseAmount(%q, %d) = %d, %v; want %d, %v", c.text, c.decimals, got, err, c.want, c.err)
		}
	}
}

func TestAmountsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		currency := rapid.SampledFrom([]string{"USD", "JPY", "EUR", "INR"}).Draw(t, "currency")
		want := rapid.Int64Range(-1e12, 1e12).Draw(t, "minor")
		text := money.Money{Minor: want, Currency: currency}.Decimal()
		decimals, _ := money.Exponent(currency)
		if got, err := parseAmount(text, decimals); got != want || err != nil {
			t.Fatalf("parseAmount(%q) = %d, %v; want %d", text, got, err, want)
		}
	})
}

func TestSpreadTakesOffAllOfADiscount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.Int64Range(0, 1e9), 1, 8).Draw(t, "lines")
		before := sum(lines)
		discount := rapid.Int64Range(0, before).Draw(t, "discount")
		spread(lines, discount)
		if got := sum(lines); got != before-discount {
			t.Fatalf("%d less %d became %d", before, discount, got)
		}
		for _, n := range lines {
			if n < 0 {
				t.Fatalf("a line fell below nothing: %v", lines)
			}
		}
	})
}

func sum(lines []int64) int64 {
	var s int64
	for _, n := range lines {
		s += n
	}
	return s
}

func TestParseTime(t *testing.T) {
	want := time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC)
	for _, s := range []string{"2026-05-01T08:00:00Z", "2026-05-01T10:00:00+02:00", "2026-05-01 10:00:00 +0200", "2026-05-01 08:00:00 UTC",
		"2026-05-01T08:00:00", "2026-05-01 08:00:00", "2026-05-01 08:00", " 2026-05-01T08:00:00.25Z ", "2026-05-01T10:00:00+0200", "2026/05/01 08:00:00"} {
		if got, err := parseTime(s); !got.Equal(want) || err != nil {
			t.Errorf("parseTime(%q) = %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"2026-05-01", "01-May-2026", "05-01-26", "2026/05/01"} {
		if got, err := parseTime(s); !got.Equal(want.Truncate(24*time.Hour)) || err != nil {
			t.Errorf("parseTime(%q) = %v, %v; want the day", s, got, err)
		}
	}
	for _, s := range []string{"", "soon", "2026-13-01", "0001-01-01", "9999-01-01T00:00:00Z", "01/02/2026", strings.Repeat("2", 100)} {
		if got, err := parseTime(s); err == nil {
			t.Errorf("parseTime(%.20q) = %v, want an error", s, got)
		}
	}
}

func TestReturnReasons(t *testing.T) {
	cases := map[string]playbook.IssueID{
		"NEVER_ARRIVED": playbook.NotReceived, "UNDELIVERABLE_REFUSED": playbook.NotReceived, "CR-SWITCHEROO": playbook.WrongItem,
		"CR-DAMAGED_BY_CARRIER": playbook.Damaged, "CR-QUALITY_UNACCEPTABLE": playbook.Defective, "AMZ-PG-BAD-DESC": playbook.NotAsDescribed,
		"AMZ-PG-APP-TOO-SMALL": playbook.ChangeOfMind, "AMZ-PG-WJ-TOO-SMALL": playbook.ChangeOfMind, "APPAREL_STYLE": playbook.ChangeOfMind,
		"AMZ-PG-MISORDERED": playbook.ChangeOfMind, "POOR_FIT": playbook.ChangeOfMind, "MISSED_ESTIMATED_DELIVERY": playbook.Late,
		"CR-MISSING_PARTS": playbook.MissingParts, "UNAUTHORIZED_PURCHASE": playbook.Human, "SOMETHING_NEW": playbook.Other, "": playbook.Other,
	}
	for code, want := range cases {
		if got := returnIssue(code); got != want {
			t.Errorf("returnIssue(%q) = %s, want %s", code, got, want)
		}
	}
}

func TestCleanLeavesOneLine(t *testing.T) {
	cases := map[string]string{" a\nb\tc ": "a b c", "a\x00b\u202ec\u200b": "abc", "\xff": "\ufffd", "abcdef": "abcde", "äöüßé!": "äöüßé"}
	for in, want := range cases {
		if got := clean(in, 5); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestStoredFormHoldsEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anyRecord(t)
		stored := encode(want)
		got, err := decode(stored)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(Record{})); diff != "" {
			t.Fatalf("stored and read again, the record differs (-want +got):\n%s", diff)
		}
		if again := encode(got); string(again) != string(stored) {
			t.Fatalf("the same record has two stored forms:\n%x\n%x", stored, again)
		}
	})
}

func anyRecord(t *rapid.T) Record {
	text := rapid.StringN(0, 20, 60)
	at := func(label string) time.Time {
		if s := rapid.Int64Range(-1, 4e9).Draw(t, label); s >= 0 {
			return time.Unix(s, 0).UTC()
		}
		return time.Time{}
	}
	r := Record{Updated: at("updated"), Order: dialogue.Order{
		ID: text.Draw(t, "id"), Marketplace: text.Draw(t, "marketplace"), Country: text.Draw(t, "country"), Currency: text.Draw(t, "currency"),
		Status: dialogue.OrderStatus(text.Draw(t, "status")), Fulfilment: text.Draw(t, "fulfilment"), Placed: at("placed"),
		Estimated: dialogue.Window{From: at("from"), To: at("to")}, Delivered: at("delivered"), Shipping: rapid.Int64().Draw(t, "shipping"),
		Tracking: dialogue.Tracking{Carrier: text.Draw(t, "carrier"), Number: text.Draw(t, "tracking")},
	}}
	for i := range rapid.IntRange(0, 3).Draw(t, "parts") {
		r.Order.Items = append(r.Order.Items, dialogue.Item{SKU: text.Draw(t, "sku"), Title: text.Draw(t, "title"), Variant: text.Draw(t, "variant"),
			Quantity: i, Price: rapid.Int64().Draw(t, "price"), Stock: rapid.IntRange(0, 9).Draw(t, "stock"), UnitCost: rapid.Int64().Draw(t, "cost")})
		r.Order.Refunds = append(r.Order.Refunds, dialogue.Refund{At: at("at"), Reference: text.Draw(t, "reference"),
			Amount: money.Money{Minor: rapid.Int64().Draw(t, "minor"), Currency: "USD"}})
		r.Returns = append(r.Returns, Return{Reference: fmt.Sprint(i), SKU: text.Draw(t, "back"), Quantity: i, Reason: "CR-DEFECTIVE",
			Issue: playbook.Defective, Status: text.Draw(t, "state"), Resolution: "x", Asked: at("asked"), Arrived: at("arrived"), Claim: i == 1})
		r.Proof.Postal = append(r.Proof.Postal, Hash{byte(i), 1})
		r.Proof.Phone = append(r.Proof.Phone, Hash{byte(i), 2})
	}
	return r
}
