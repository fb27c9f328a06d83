package prompts

import (
	"maps"
	"reflect"
	"slices"
	"time"

	"amends/dialogue/money"
)

// full returns sample fields with everything set.
func full() Fields {
	at := time.Date(2026, time.September, 23, 18, 30, 0, 0, time.UTC) // the longest names of month and weekday
	return Fields{
		Seller: "Northwind Trading", Agent: "Ana", Case: "A-7K2M", Order: "112-4567890-1234567",
		Item: "Trail backpack, green, 20 l, with rain cover and bottle", Issue: "the item", Remedy: "a replacement",
		Reason: "the part is out of stock", Words: "I would rather keep it", Earlier: "opened", What: "a photo",
		Marketplace: "Amazon", Programme: "A-to-z Guarantee", Path: "Your Orders > Problem with order > Request refund",
		Contact: "Your Orders > Contact seller", Carrier: "UPS", Tracking: "1Z5R89390357567127", Reference: "R-20991",
		Amount: money.Money{Minor: 123450, Currency: "USD"}, Total: money.Money{Minor: 200000, Currency: "USD"},
		Percent: 25, Count: 2, From: at.AddDate(0, 0, -7), Until: at, Date: at.AddDate(0, 0, -3),
		List: []string{"a photo", "a label", "a receipt"}, Return: "seller", Approval: true, Keep: true, Open: true, Zone: time.UTC,
	}
}

// samples returns fields that bring a template with these needs through all its branches: every combination of its flags, of
// its return and of its count, each with the optional fields all there, all missing, and each one there or missing alone.
func samples(n needs, fields map[string]field) []Fields {
	out := []Fields{full()}
	for _, name := range slices.Sorted(maps.Keys(n.used)) {
		switch {
		case name == "Return":
			out = vary(out, name, "", "none", "seller", "buyer")
		case fields[name].kind == flagKind:
			out = vary(out, name, false, true)
		case name == "Count":
			out = vary(out, name, 0, 1, 2, 5)
		case fields[name].kind == listKind:
			out = vary(out, name, []string{"a photo"}, []string{"a photo", "a label"}, full().List)
		}
	}
	return withGaps(out, optional(n, fields))
}

// optional are the fields that a text can do without and that have no fixed choice of values.
func optional(n needs, fields map[string]field) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(n.tested)) {
		if name != "Return" && name != "Count" && fields[name].kind != flagKind {
			names = append(names, name)
		}
	}
	return names
}

// vary returns every sample with each of the values in the named field.
func vary(in []Fields, name string, values ...any) []Fields {
	out := make([]Fields, 0, len(in)*len(values))
	for _, f := range in {
		for _, v := range values {
			reflect.ValueOf(&f).Elem().FieldByName(name).Set(reflect.ValueOf(v))
			out = append(out, f)
		}
	}
	return out
}

// withGaps returns every sample whole and with gaps in its optional fields.
func withGaps(in []Fields, names []string) []Fields {
	out := in
	for _, gap := range gaps(names) {
		for _, f := range in {
			for _, name := range gap {
				reflect.ValueOf(&f).Elem().FieldByName(name).SetZero()
			}
			out = append(out, f)
		}
	}
	return out
}

// gaps returns sets of fields to leave out: each one alone, all but each one, all.
func gaps(names []string) [][]string {
	var sets [][]string
	for i, name := range names {
		sets = append(sets, []string{name})
		if len(names) > 2 {
			sets = append(sets, slices.Delete(slices.Clone(names), i, i+1))
		}
	}
	if len(names) > 1 {
		sets = append(sets, names)
	}
	return sets
}
