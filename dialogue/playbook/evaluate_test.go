package playbook

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var now = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

func mustDefault(t testing.TB) *Book {
	t.Helper()
	b, err := Default()
	if err != nil {
		t.Fatalf("the default playbook does not load:\n%v", err)
	}
	return b
}

// wrongStyle is the story that must be ordinary: the wrong style of a backpack arrived four days ago.
func wrongStyle() Facts {
	return Facts{
		Now: now,
		Order: OrderFacts{Marketplace: "amazon", Country: "US", Currency: "USD", Status: "delivered", Fulfilment: "seller", Total: 5499, Shipping: 499,
			Placed: now.AddDate(0, 0, -10), Estimated: now.AddDate(0, 0, -3), Delivered: now.AddDate(0, 0, -4)},
		Item:   ItemFacts{SKU: "BP-20-GR", Price: 5000, Quantity: 1, Value: 5000, Stock: 12},
		Case:   CaseFacts{Issue: WrongItem, Facts: map[string]string{}, Evidence: true},
		Limits: LimitFacts{AutoRefund: 5000, Returnless: 2000, HighValue: 15000, BudgetLeft: 50000, Claims: 2},
	}
}

// terms writes a verdict in one line: remedy, refund, return (b: buyer pays), why a person must agree, and ! for an entitlement.
func terms(v Verdict) string {
	var parts []string
	for _, o := range v.Options {
		s := string(o.Remedy)
		if !o.Refund.IsZero() {
			s += "=" + o.Refund.Decimal()
		}
		if o.Return == BuyerPays {
			s += "/b"
		}
		if o.Approval {
			s += "?" + o.Why
		}
		if o.Floor {
			s += "!"
		}
		parts = append(parts, s)
	}
	switch {
	case v.Elsewhere:
		parts = append(parts, "elsewhere")
	case v.Escalate == EscalateNoRemedy || v.Escalate == EscalateNothingLeft:
		parts = append(parts, "("+v.Escalate+")")
	case v.Escalate != "":
		parts = append(parts, "(person)")
	}
	return strings.Join(parts, " ")
}

func days(n int) time.Time { return now.AddDate(0, 0, -n) }

// abroad sends the order to another country and drops the marketplace's guarantee.
func abroad(country string) func(*Facts) {
	return func(f *Facts) { f.Order.Country, f.Order.Marketplace = country, "own" }
}

func TestEvaluate(t *testing.T) {
	b := mustDefault(t)
	for _, c := range []struct {
		name   string
		change []func(*Facts)
		want   string
	}{
		{"the wrong style", nil, "replace partial_keep=12.50 refund_return=54.99?auto_refund!"},
		{"the same, cheap", []func(*Facts){priced(1500)}, "replace_keep partial_keep=3.75 refund_keep=19.99!"},
		{"the same, dear", []func(*Facts){priced(15000)}, "replace?auto_refund partial_keep=37.50 refund_return=154.99?auto_refund! (person)"},
		{"no stock", []func(*Facts){func(f *Facts) { f.Item.Stock = 0 }}, "refund_return=54.99?auto_refund! partial_keep=12.50"},
		{"stock for one of two", []func(*Facts){func(f *Facts) { f.Item.Quantity, f.Item.Value, f.Item.Stock, f.Order.Total = 2, 10000, 1, 10499 }},
			"refund_return=104.99?auto_refund! partial_keep=25.00"},
		{"known unit cost", []func(*Facts){priced(8000), func(f *Facts) { f.Item.UnitCost = 4000 }},
			"replace partial_keep=20.00 refund_return=84.99?auto_refund!"},
		{"one among others: its share of the shipping", []func(*Facts){func(f *Facts) { f.Order.Total = 10000 + 499 }},
			"replace partial_keep=12.50 refund_return=52.50?auto_refund!"},
		{"no evidence", []func(*Facts){func(f *Facts) { f.Case.Evidence = false }},
			"replace?evidence partial_keep=12.50?evidence refund_return=54.99?auto_refund!"},
		{"third claim", []func(*Facts){func(f *Facts) { f.Buyer.Claims = 2 }}, "replace?claims partial_keep=12.50?claims refund_return=54.99?auto_refund!"},
		{"suspect", []func(*Facts){func(f *Facts) { f.Case.Suspect = true }}, "replace?suspect partial_keep=12.50?suspect refund_return=54.99?auto_refund!"},
		{"budget used up", []func(*Facts){func(f *Facts) { f.Limits.BudgetLeft = 1249 }}, "replace?budget partial_keep=12.50?budget refund_return=54.99?auto_refund!"},
		{"another currency", []func(*Facts){func(f *Facts) { f.Limits, f.Order.Currency = LimitFacts{}, "CAD" }},
			"replace?currency partial_keep=12.50?currency refund_return=54.99?currency!"},
		{"again", []func(*Facts){func(f *Facts) { f.Case.Repeat = true }}, "refund_return=54.99?auto_refund! replace partial_keep=12.50"},
		{"a part was given back", []func(*Facts){func(f *Facts) { f.Order.Granted = 1250 }}, "refund_return=42.49! partial_keep=12.50"},
		{"all was given back", []func(*Facts){func(f *Facts) { f.Order.Granted = 5499 }}, "(everything paid was given back already)"},
		{"too long ago", []func(*Facts){abroad("US"), func(f *Facts) { f.Order.Delivered = days(91) }}, "replace partial_keep=12.50 refund_return=54.99?auto_refund (person)"},
		{"by the marketplace", []func(*Facts){func(f *Facts) { f.Order.Fulfilment = "marketplace" }}, "elsewhere"},
		{"by a marketplace that does not fulfil", []func(*Facts){abroad("US"), func(f *Facts) { f.Order.Fulfilment = "marketplace" }},
			"replace partial_keep=12.50 refund_return=54.99?auto_refund"},

		{"damaged, of no use", []func(*Facts){issue(Damaged, "usable", "no")}, "replace refund_return=54.99?auto_refund!"},
		{"defective", []func(*Facts){issue(Defective, "symptom", "dead")}, "troubleshoot replace refund_return=54.99?auto_refund!"},
		{"a part is missing", []func(*Facts){issue(MissingParts, "which_part", "screws")}, "part_ship partial_keep=12.50 refund_return=54.99?auto_refund!"},
		{"not as described", []func(*Facts){issue(NotAsDescribed, "difference", "smaller")}, "refund_return=54.99?auto_refund! exchange partial_keep=12.50"},

		{"on its way, not due", []func(*Facts){issue(NotReceived), shipped(-2)}, "carrier_trace"},
		{"on its way, a day late", []func(*Facts){issue(NotReceived), shipped(1)}, "carrier_trace refund_shipping=4.99"},
		{"lost", []func(*Facts){issue(NotReceived, "address_ok", "yes"), shipped(3)}, "reship cancel_refund=54.99?auto_refund! carrier_trace"},
		{"lost, wrong address", []func(*Facts){issue(NotReceived, "address_ok", "no"), shipped(3)}, "reship cancel_refund=54.99?auto_refund! carrier_trace (person)"},
		{"scanned, not looked for", []func(*Facts){abroad("US"), issue(NotReceived)}, "carrier_trace"},
		{"scanned, looked for", []func(*Facts){abroad("US"), issue(NotReceived, "checked_around", "yes")}, "reship cancel_refund=54.99?auto_refund carrier_trace"},

		{"late on its way", []func(*Facts){issue(Late), shipped(2)}, "carrier_trace refund_shipping=4.99 refund_return=54.99?auto_refund"},
		{"late, but it came in time", []func(*Facts){issue(Late)}, "refund_return=50.00/b"},
		{"late, came late", []func(*Facts){issue(Late), func(f *Facts) { f.Order.Delivered = days(2) }}, "refund_return=54.99?auto_refund refund_shipping=4.99"},
		{"late, not sent", []func(*Facts){issue(Late), shipped(2), status("unshipped")}, "cancel_refund=54.99?auto_refund! refund_shipping=4.99"},
		{"late, own shop, free shipping", []func(*Facts){issue(Late), shipped(2), abroad("US"), func(f *Facts) { f.Order.Shipping, f.Order.Total = 0, 5000 }},
			"carrier_trace refund_return=50.00 goodwill=5.00"},

		{"change of mind", []func(*Facts){issue(ChangeOfMind)}, "exchange/b refund_return=50.00/b"},
		{"change of mind, late, US", []func(*Facts){issue(ChangeOfMind), func(f *Facts) { f.Order.Delivered = days(31) }}, "(person)"},
		{"change of mind, EU", []func(*Facts){abroad("DE"), issue(ChangeOfMind)}, "exchange/b refund_return=54.99/b?auto_refund!"},
		{"refund missing", []func(*Facts){issue(RefundMissing)}, "refund_trace"},
		{"overcharged", []func(*Facts){issue(Overcharged, "charge_amount", "250")}, "price_adjust=2.50?policy"},
		{"overcharged by more than was paid", []func(*Facts){issue(Overcharged, "charge_amount", "999999")}, "price_adjust=54.99?policy"},
		{"overcharged by nonsense", []func(*Facts){issue(Overcharged, "charge_amount", "lots")}, "(no remedy applies)"},
		{"overcharged, not known by how much", []func(*Facts){issue(Overcharged)}, "(person)"},
		{"cancel, not sent", []func(*Facts){issue(CancelOrder), status("unshipped")}, "cancel_refund=54.99?auto_refund!"},
		{"cancel, on its way", []func(*Facts){issue(CancelOrder), shipped(-1)}, "intercept refund_return=50.00/b"},
		{"change of address, on its way", []func(*Facts){issue(AddressChange), shipped(-1)}, "intercept"},
		{"order status", []func(*Facts){issue(OrderStatus)}, ""},
		{"a person", []func(*Facts){issue(Human)}, ""},
		{"no such issue", []func(*Facts){issue("weather")}, ""},
	} {
		f := wrongStyle()
		for _, change := range c.change {
			change(&f)
		}
		if got := terms(b.Evaluate(f)); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func priced(minor int64) func(*Facts) {
	return func(f *Facts) { f.Item.Price, f.Item.Value, f.Order.Total = minor, minor, minor+f.Order.Shipping }
}

func issue(id IssueID, fact ...string) func(*Facts) {
	return func(f *Facts) {
		f.Case.Issue = id
		for i := 0; i+1 < len(fact); i += 2 {
			f.Case.Facts[fact[i]] = fact[i+1]
		}
	}
}

func status(s string) func(*Facts) { return func(f *Facts) { f.Order.Status = s } }

// shipped is an order on its way that was expected so many days ago.
func shipped(ago int) func(*Facts) {
	return func(f *Facts) {
		f.Order.Status, f.Order.Delivered, f.Order.Estimated, f.Order.Placed = "shipped", time.Time{}, days(ago), days(ago+6)
	}
}

func TestNeeds(t *testing.T) {
	b := mustDefault(t)
	for _, c := range []struct {
		name   string
		change []func(*Facts)
		want   string
	}{
		{"wrong item", nil, "[] [photo_item photo_label]"},
		{"scanned as delivered", []func(*Facts){issue(NotReceived)}, "[checked_around address_ok] []"},
		{"scanned as delivered, dear", []func(*Facts){issue(NotReceived), priced(6000)}, "[checked_around address_ok] [statement]"},
		{"on its way", []func(*Facts){issue(NotReceived), shipped(3)}, "[address_ok] []"},
		{"defective", []func(*Facts){issue(Defective)}, "[symptom] [video_fault]"},
		{"defective, dear", []func(*Facts){issue(Defective), priced(6000)}, "[symptom] [video_fault serial]"},
		{"complaint", []func(*Facts){issue(ServiceComplaint)}, "[what_happened] []"},
		{"no such issue", []func(*Facts){issue("weather")}, "[] []"},
	} {
		f := wrongStyle()
		for _, change := range c.change {
			change(&f)
		}
		facts, evidence := b.Needs(f)
		if got := fmt.Sprint(facts, " ", evidence); got != c.want {
			t.Errorf("%s: needs %s, want %s", c.name, got, c.want)
		}
	}
}

// Why a remedy is not offered is shown on the desk.
func TestRefused(t *testing.T) {
	f := wrongStyle()
	f.Item.Stock = 0
	v := mustDefault(t).Evaluate(f)
	want := []Refusal{{ReplaceKeep, "item.value <= limits.returnless"}, {Replace, "not enough in stock"}, {RefundKeep, "item.value <= limits.returnless"}}
	if diff := cmp.Diff(want, v.Refused); diff != "" {
		t.Errorf("refused (-want +got):\n%s", diff)
	}
}

// Where the buyer is not at fault the cut to three does not take away what puts everything right.
func TestFullRemedyStays(t *testing.T) {
	b, err := Load("shop.yaml", []byte(`version: 1
issues:
  wrong_item: {remedies: [troubleshoot, exchange, partial_keep, refund_return]}
`))
	if err != nil {
		t.Fatal(err)
	}
	f := wrongStyle()
	abroad("US")(&f)
	if got, want := terms(b.Evaluate(f)), "troubleshoot exchange refund_return=54.99?auto_refund"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// An agent may offer what the policy would not, but nothing that cannot be had.
func TestOptionFor(t *testing.T) {
	b, f := mustDefault(t), wrongStyle()
	if o, ok := b.OptionFor(f, RefundKeep); !ok || o.Refund.Minor != 5499 || o.Return != NoReturn {
		t.Errorf("want all the money although the item is dear, got %+v %v", o, ok)
	}
	f.Item.Stock = 0
	if o, ok := b.OptionFor(f, Replace); ok {
		t.Errorf("nothing can be sent without stock, got %+v", o)
	}
	if o, ok := b.OptionFor(f, "gift"); ok {
		t.Errorf("there is no such remedy, got %+v", o)
	}
}

// The law's and the marketplaces' minimum, by itself: a policy that refuses everything is raised to it.
func TestFloors(t *testing.T) {
	mean, err := Load("mean.yaml", []byte(`version: 1
issues:
  wrong_item: {remedies: [troubleshoot], escalate: false}
  return_change_of_mind: {remedies: [troubleshoot], escalate: false}
  late: {remedies: [troubleshoot], escalate: false}
  not_received: {remedies: [troubleshoot], escalate: false}
`))
	if err != nil {
		t.Fatal(err)
	}
	delivered := func(n int) func(*Facts) {
		return func(f *Facts) { f.Order.Delivered, f.Order.Estimated, f.Order.Placed = days(n), days(n), days(n+6) }
	}
	none := func(f *Facts) { f.Item.Stock = 0 }
	for _, c := range []struct {
		name   string
		change []func(*Facts)
		want   string
		floor  string
	}{
		{"EU, mind changed on day 14", []func(*Facts){abroad("FR"), issue(ChangeOfMind), delivered(14)}, "refund_return=54.99/b", "EU 14 days withdrawal"},
		{"EU, mind changed on day 15", []func(*Facts){abroad("FR"), issue(ChangeOfMind), delivered(15)}, "", ""},
		{"UK, mind changed on day 14", []func(*Facts){abroad("GB"), issue(ChangeOfMind), delivered(14)}, "refund_return=54.99/b", "UK 14 days cancellation"},
		{"US, mind changed on day 3", []func(*Facts){abroad("US"), issue(ChangeOfMind), delivered(3)}, "", ""},
		{"EU, wrong item after a year", []func(*Facts){abroad("ES"), delivered(365)}, "replace", "EU 2 years legal guarantee"},
		{"EU, the same without stock", []func(*Facts){abroad("ES"), delivered(365), none}, "refund_return=54.99", "EU 2 years legal guarantee"},
		{"EU, after two years", []func(*Facts){abroad("ES"), delivered(731)}, "", ""},
		{"UK, wrong item on day 30", []func(*Facts){abroad("GB"), delivered(30)}, "refund_return=54.99", "UK 30 days right to reject"},
		{"UK, wrong item on day 31", []func(*Facts){abroad("GB"), delivered(31)}, "replace", "UK repair or replacement"},
		{"US, own shop", []func(*Facts){abroad("US"), delivered(3)}, "", ""},
		{"US, not sent after a month", []func(*Facts){abroad("US"), issue(Late), delivered(25), status("unshipped")}, "cancel_refund=54.99", "US mail order rule"},
		{"US, not sent yet", []func(*Facts){abroad("US"), issue(Late), delivered(-2), status("unshipped")}, "", ""},
		{"Amazon, on day 90", []func(*Facts){delivered(90)}, "refund_return=54.99", "Amazon A-to-z Guarantee"},
		{"Amazon, on day 91", []func(*Facts){delivered(91)}, "", ""},
		{"Amazon, lost", []func(*Facts){issue(NotReceived), shipped(3)}, "cancel_refund=54.99", "Amazon A-to-z Guarantee"},
		{"Amazon, not due", []func(*Facts){issue(NotReceived), shipped(2)}, "", ""},
		{"Amazon in Germany", []func(*Facts){delivered(5), func(f *Facts) { f.Order.Country = "DE" }}, "replace refund_return=54.99",
			"EU 2 years legal guarantee; Amazon A-to-z Guarantee"},
		{"eBay, on day 30", []func(*Facts){delivered(30), func(f *Facts) { f.Order.Marketplace = "ebay" }}, "refund_return=54.99", "eBay Money Back Guarantee"},
	} {
		f := wrongStyle()
		f.Limits.AutoRefund = 100_00
		for _, change := range c.change {
			change(&f)
		}
		v := mean.Evaluate(f)
		v.Options = slices.DeleteFunc(v.Options, func(o Option) bool { return !o.Floor })
		v.Escalate = ""
		if got := strings.ReplaceAll(terms(v), "!", ""); got != c.want || v.Floor != c.floor {
			t.Errorf("%s:\n got %s by %q\nwant %s by %q", c.name, got, v.Floor, c.want, c.floor)
		}
	}
}

func BenchmarkEvaluate(b *testing.B) {
	book, f := mustDefault(b), wrongStyle()
	b.ReportAllocs()
	for b.Loop() {
		book.Evaluate(f)
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		mustDefault(b)
	}
}

func BenchmarkCheck(b *testing.B) {
	book := mustDefault(b)
	for b.Loop() {
		if _, _, err := book.Check(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
	}
}
