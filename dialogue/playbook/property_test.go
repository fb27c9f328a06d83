package playbook

import (
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// drawFacts makes facts of any kind, sense or not: amounts below nothing and above everything, times in any order.
func drawFacts(t *rapid.T) Facts {
	amount := rapid.OneOf(rapid.Int64Range(0, 30_000), rapid.SampledFrom([]int64{-1, 0, 1, math.MaxInt64, math.MinInt64, 1 << 53}))
	count := rapid.OneOf(rapid.IntRange(0, 5), rapid.SampledFrom([]int{-1, math.MaxInt}))
	when := rapid.Custom(func(t *rapid.T) time.Time {
		if rapid.Bool().Draw(t, "unknown") {
			return time.Time{}
		}
		return now.Add(-time.Duration(rapid.IntRange(-100, 24*800).Draw(t, "hours")) * time.Hour)
	})
	answer := rapid.SampledFrom([]string{"", "yes", "no", "250", "-3", "99999999999999999999", "text"})
	facts := map[string]string{}
	for _, id := range []string{"checked_around", "address_ok", "usable", "which_part", "charge_amount"} {
		facts[id] = answer.Draw(t, id)
	}
	return Facts{
		Now: now,
		Order: OrderFacts{
			Marketplace: rapid.SampledFrom([]string{"amazon", "ebay", "etsy", "walmart", "own", "bazaar", ""}).Draw(t, "marketplace"),
			Country:     rapid.SampledFrom([]string{"US", "DE", "GB", "BR", "", "??"}).Draw(t, "country"),
			Currency:    rapid.SampledFrom([]string{"USD", "EUR", "JPY", ""}).Draw(t, "currency"),
			Status:      rapid.SampledFrom([]string{"pending", "unshipped", "shipped", "delivered", "cancelled", ""}).Draw(t, "status"),
			Fulfilment:  rapid.SampledFrom([]string{"seller", "seller", "marketplace", ""}).Draw(t, "fulfilment"),
			Total:       amount.Draw(t, "total"), Shipping: amount.Draw(t, "shipping"), Granted: amount.Draw(t, "granted"),
			Placed: when.Draw(t, "placed"), Estimated: when.Draw(t, "estimated"), Delivered: when.Draw(t, "delivered"),
		},
		Item: ItemFacts{Price: amount.Draw(t, "price"), Quantity: count.Draw(t, "quantity"), Value: amount.Draw(t, "value"),
			Stock: count.Draw(t, "stock"), UnitCost: amount.Draw(t, "cost")},
		Case: CaseFacts{Issue: rapid.SampledFrom(Issues).Draw(t, "issue"), Facts: facts, Evidence: rapid.Bool().Draw(t, "evidence"),
			Declined: count.Draw(t, "declined"), Repeat: rapid.Bool().Draw(t, "repeat"), Suspect: rapid.Bool().Draw(t, "suspect")},
		Buyer: BuyerFacts{Claims: count.Draw(t, "claims")},
		Limits: LimitFacts{AutoRefund: amount.Draw(t, "auto"), Returnless: amount.Draw(t, "returnless"), HighValue: amount.Draw(t, "high"),
			BudgetLeft: amount.Draw(t, "budget"), Claims: count.Draw(t, "limit")},
	}
}

// TestEvaluateProperties holds for every case, also for those that no order can be in.
func TestEvaluateProperties(t *testing.T) {
	b := mustDefault(t)
	rapid.Check(t, func(t *rapid.T) {
		f := drawFacts(t)
		v := b.Evaluate(f)
		issue := b.Issues[f.Case.Issue]
		if again := b.Evaluate(f); !reflect.DeepEqual(v, again) {
			t.Fatalf("the same facts gave %+v and %+v", v, again)
		}
		if len(issue.Remedies) > 0 && !v.Elsewhere && len(v.Options) == 0 && v.Escalate == "" {
			t.Fatalf("no options and nobody takes over")
		}
		if tooMany(v.Options) || len(v.Options) > 0 && isPart(v.Options[0]) {
			t.Fatalf("options out of order: %+v", v.Options)
		}
		left := max(0, f.Order.Total-max(0, f.Order.Granted))
		for _, o := range v.Options {
			if o.Refund.Minor < 0 || o.Refund.Minor > left {
				t.Fatalf("%s gives back %s of %d left", o.Remedy, o.Refund, left)
			}
			if o.Cost.Minor < o.Refund.Minor || o.Approval != (o.Why != "") {
				t.Fatalf("%s costs %s for a refund of %s, approval %v %q", o.Remedy, o.Cost, o.Refund, o.Approval, o.Why)
			}
			if !o.Approval && o.Cost.Minor > 0 && (o.Cost.Minor > f.Limits.AutoRefund || o.Cost.Minor > f.Limits.BudgetLeft) {
				t.Fatalf("%s costs %s and needs nobody", o.Remedy, o.Cost)
			}
		}
		if f.Case.Repeat && slices.ContainsFunc(v.Options, isFullRefund) && !isFullRefund(v.Options[0]) {
			t.Fatalf("the second time all the money comes first, got %+v", v.Options)
		}
		checkListed(t, issue, v)
	})
}

// checkListed sees to it that every remedy of the issue is either offered or refused, once.
func checkListed(t *rapid.T, issue Issue, v Verdict) {
	if v.Elsewhere || len(issue.Remedies) == 0 {
		return
	}
	for _, id := range issue.Remedies {
		n := 0
		for _, r := range v.Refused {
			if r.Remedy == id {
				n++
			}
		}
		if offers(v.Options, id) {
			n++
		}
		if n != 1 {
			t.Fatalf("%s is offered or refused %d times: %+v", id, n, v)
		}
	}
}

// TestConditionsNeverPanic: whatever compiles can be asked about any facts.
func TestConditionsNeverPanic(t *testing.T) {
	for _, text := range []string{`case.facts["x"] matches "["`, `order.total / item.stock > 1`, `any(1..100000, # > 5)`, `item.price % item.stock == 0`,
		`order.placed.Year() > 2000`, `case.facts["usable"][1:400] == "a"`, `[1,2][item.stock] == 1`} {
		program, err := compile(text)
		if err != nil {
			continue
		}
		c := &Condition{Text: text, program: program}
		c.Holds(wrongStyle())
		c.Holds(Facts{})
	}
	if yes := (*Condition)(nil).Holds(Facts{}); !yes {
		t.Error("what has no condition holds")
	}
}

func TestConditions(t *testing.T) {
	f := wrongStyle()
	f.Case.Facts["usable"] = "yes"
	for text, want := range map[string]bool{
		`days_since(order.delivered) == 4`:                              true,
		`days_since(order.delivered) > 4`:                               false,
		`days_until(order.estimated) == -3`:                             true,
		`known(order.delivered) && known(case.facts["usable"])`:         true,
		`known(case.facts["opened"])`:                                   false,
		`case.issue in ["wrong_item", "damaged"]`:                       true,
		`order.country == "US" and not (order.marketplace == "own")`:    true,
		`item.value <= limits.auto_refund && buyer.claims == 0`:         true,
		`order.delivered < order.estimated`:                             true,
		`case.evidence && !case.repeat && !case.suspect`:                true,
		`order.total - order.granted >= item.price * item.quantity`:     true,
		`order.total * 0.1 > 500`:                                       true,
		`order.status == "delivered" ? item.stock > 20 : item.cost > 0`: false,
	} {
		program, err := compile(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := (&Condition{Text: text, program: program}).Holds(f); got != want {
			t.Errorf("%s is %v, want %v", text, got, want)
		}
	}
	var unknown Facts
	for _, text := range []string{`days_since(order.delivered) == 0`, `days_until(order.placed) == 0`, `!known(order.placed)`} {
		program, err := compile(text)
		if err != nil || !(&Condition{Text: text, program: program}).Holds(unknown) {
			t.Errorf("%s should hold where nothing is known (%v)", text, err)
		}
	}
}
