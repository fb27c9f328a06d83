package playbook

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"
)

// proofTime is the time at which every case of the proof is judged; nothing depends on which it is.
var proofTime = time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)

// proofShipping is what shipping costs in the proof's cases, in minor units.
const proofShipping = 499

// plainCase is what all cases of the proof have in common until a dimension changes it.
func (b *Book) plainCase(f *Facts) {
	f.Now = proofTime
	f.Order.Currency, f.Order.Fulfilment = b.Seller.Currency, "seller"
	f.Case.Evidence = true
	f.Limits = LimitFacts{AutoRefund: b.Limits.AutoRefund, Returnless: b.Limits.Returnless, HighValue: b.Limits.HighValue,
		BudgetLeft: b.Limits.BudgetPerDay, Claims: b.Limits.Claims}
}

// times are the states an order can be in and how long ago things happened: around every number of days that a condition
// names. States that no condition tells apart are tried once.
func (b *Book) times(look *looks) dimension {
	ages := []int{4, 0, 1}
	for _, n := range look.days {
		ages = append(ages, n-1, n, n+1)
	}
	atoms, separate := look.only("order.status", "order.placed", "order.estimated", "order.delivered")
	d, seen := dimension{name: "order", situation: true}, map[string]bool{}
	for _, status := range []string{"delivered", "shipped", "unshipped", "pending", "cancelled"} {
		for _, age := range ages {
			for _, v := range timesOf(status, max(age, 0)) {
				var f Facts
				b.plainCase(&f)
				v.set(&f)
				key := v.name
				if separate {
					key = signature(atoms, &f)
				}
				if !seen[key] {
					seen[key] = true
					d.values = append(d.values, v)
				}
			}
		}
	}
	return d
}

// unknownDay is the age of a time that nobody knows.
const unknownDay = -1000

// timesOf are the ways in which an order of a status can be so many days old.
func timesOf(status string, age int) []variant {
	at := func(days int) time.Time {
		if days == unknownDay {
			return time.Time{}
		}
		return proofTime.AddDate(0, 0, -days)
	}
	of := func(placed, estimated, delivered int) variant {
		name := status + ", placed " + ago(placed) + ", expected " + ago(estimated)
		if status == "delivered" {
			name += ", delivered " + ago(delivered)
		} else {
			delivered = unknownDay
		}
		return variant{name, func(f *Facts) {
			f.Order.Status, f.Order.Placed, f.Order.Estimated, f.Order.Delivered = status, at(placed), at(estimated), at(delivered)
		}}
	}
	return []variant{
		of(age+6, age, age),
		of(age+6, age+5, age),
		of(age, -3, min(age, 1)),
		of(age+6, age, unknownDay),
		of(age+6, unknownDay, age),
		of(age, unknownDay, unknownDay),
		of(unknownDay, unknownDay, age),
	}
}

func ago(days int) string {
	switch {
	case days == unknownDay:
		return "on an unknown day"
	case days < 0:
		return fmt.Sprintf("in %d days", -days)
	default:
		return fmt.Sprintf("%d days ago", days)
	}
}

// places are where an order was shipped to and on which marketplace it was made, once for each set of entitlements.
func (b *Book) places(look *looks) dimension {
	countries := []string{b.Seller.Country}
	markets := append([]string{b.Seller.Marketplace}, slices.Sorted(maps.Keys(b.Packs))...)
	for _, fl := range b.floors {
		countries = append(countries, fl.Countries...)
	}
	for _, text := range look.texts {
		if len(text) == 2 {
			countries = append(countries, text)
		}
	}
	atoms, separate := look.only("order.country", "order.marketplace")
	d, seen := dimension{name: "shipped to", situation: true}, map[string]bool{}
	for _, country := range countries {
		for _, market := range markets {
			v := variant{country + " by " + market, func(f *Facts) { f.Order.Country, f.Order.Marketplace = country, market }}
			var f Facts
			v.set(&f)
			key := v.name
			if separate {
				key = signature(atoms, &f) + b.entitlements(look.issue, country, market)
			}
			if !seen[key] {
				seen[key] = true
				d.values = append(d.values, v)
			}
		}
	}
	return d
}

// entitlements tells places apart by what buyers may be entitled to there.
func (b *Book) entitlements(issue IssueID, country, market string) string {
	key := strconv.FormatBool(len(b.Pack(market).RouteFulfilled) > 0)
	for i := range b.floors {
		if b.floors[i].covers(issue, country, market) {
			key += " " + strconv.Itoa(i)
		}
	}
	return key
}

// answers are what the buyer may have said to each fact of the issue.
func (b *Book) answers(issue Issue, look *looks) []dimension {
	var all []dimension
	for _, id := range issue.Facts {
		answer := func(name, value string) variant {
			return variant{name, func(f *Facts) { f.Case.Facts[string(id)] = value }}
		}
		matters := look.read("case.facts."+string(id)) || b.Facts[id].Kind == FactMoney
		d := dimension{name: string(id), situation: matters, side: !matters, lone: !matters}
		switch b.Facts[id].Kind {
		case FactYesNo:
			d.values = []variant{answer("yes", "yes"), answer("no", "no"), {"not answered", func(*Facts) {}}}
		case FactMoney:
			d.values = []variant{answer("250", "250"), answer("0", "0"), answer("1", "1"), answer("more than was paid", "99999999"),
				{"not answered", func(*Facts) {}}}
		default:
			d.values = []variant{answer("told", "told"), {"not answered", func(*Facts) {}}}
		}
		all = append(all, d)
	}
	return all
}

// histories are the buyer, the day and the case so far.
func (b *Book) histories(look *looks) []dimension {
	flag := func(name string, field func(*Facts) *bool, plain bool) dimension {
		say := func(v bool) variant { return variant{strconv.FormatBool(v), func(f *Facts) { *field(f) = v }} }
		return dimension{name: name, values: []variant{say(plain), say(!plain)}}
	}
	count := func(name string, field func(*Facts) *int, counts ...int) dimension {
		d := dimension{name: name}
		for _, n := range slices.Compact(counts) {
			d.values = append(d.values, variant{strconv.Itoa(n), func(f *Facts) { *field(f) = n }})
		}
		return d
	}
	claims := b.Limits.Claims
	all := []dimension{
		flag("case.repeat", func(f *Facts) *bool { return &f.Case.Repeat }, false),
		{name: "order.fulfilment", lone: true, values: []variant{
			{"seller", func(*Facts) {}},
			{"marketplace", func(f *Facts) { f.Order.Fulfilment = "marketplace" }},
		}},
		{name: "order.currency", lone: true, values: []variant{
			{b.Seller.Currency, func(*Facts) {}},
			{"another", func(f *Facts) { f.Order.Currency, f.Limits = otherCurrency(b.Seller.Currency), LimitFacts{} }},
		}},
	}
	approval := []dimension{
		flag("case.suspect", func(f *Facts) *bool { return &f.Case.Suspect }, false),
		flag("case.evidence", func(f *Facts) *bool { return &f.Case.Evidence }, true),
		count("buyer.claims", func(f *Facts) *int { return &f.Buyer.Claims }, 0, max(0, claims-1), claims, claims+1),
		{name: "limits.budget_left", values: []variant{
			{"all", func(*Facts) {}},
			{"0", func(f *Facts) { f.Limits.BudgetLeft = 0 }},
			{"1", func(f *Facts) { f.Limits.BudgetLeft = 1 }},
		}},
	}
	for _, d := range approval {
		d.lone = true
		all = append(all, d)
	}
	if look.read("case.declined") {
		all = append(all, count("case.declined", func(f *Facts) *int { return &f.Case.Declined }, 0, 1, 2, 3))
	}
	for i := range all {
		all[i].side = !look.read(all[i].name)
	}
	return all
}

func otherCurrency(own string) string {
	if own == "EUR" {
		return "USD"
	}
	return "EUR"
}
