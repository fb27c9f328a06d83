package orders

import (
	"cmp"
	"strings"

	"amends/dialogue"
	"amends/dialogue/money"
	"amends/dialogue/playbook"
)

// sellerReturns is Amazon's report of returns that sellers handle (GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE). It tells
// news of orders that were imported before.
func sellerReturns() form {
	return form{
		name:  "Amazon returns report (seller-fulfilled)",
		needs: []string{"order-id", "return-request-date", "return-reason"},
		columns: []string{"order-id", "return-request-date", "return-request-status", "amazon-rma-id", "a-to-z-claim", "merchant-sku",
			"return-quantity", "return-reason", "resolution", "return-delivery-date", "currency-code", "refunded-amount"},
		build: buildSellerReturns,
	}
}

// fbaReturns is Amazon's report of returns to its own warehouses (GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA). Columns as in
// https://developer-docs.amazon.com/sp-api/docs/fba-customer-concessions-reports-attributes; the customer's own words in it
// are not kept.
func fbaReturns() form {
	return form{
		name:  "Amazon returns report (FBA)",
		needs: []string{"order-id", "return-date", "detailed-disposition", "reason"},
		columns: []string{"order-id", "return-date", "sku", "quantity", "detailed-disposition", "reason", "status",
			"license-plate-number"},
		build: buildFBAReturns,
	}
}

func buildSellerReturns(in *input, rows []row) Record {
	rec := returned(rows)
	for _, r := range rows {
		quantity, _ := parseCount(r.get("return-quantity"))
		back := Return{
			Reference:  cmp.Or(r.word("amazon-rma-id"), r.word("return-request-date")),
			SKU:        r.word("merchant-sku"),
			Quantity:   quantity,
			Reason:     r.word("return-reason"),
			Issue:      returnIssue(r.get("return-reason")),
			Status:     r.word("return-request-status"),
			Resolution: r.word("resolution"),
			Asked:      in.time(r, "return-request-date"),
			Arrived:    in.time(r, "return-delivery-date"),
			Claim:      strings.EqualFold(r.word("a-to-z-claim"), "y"),
		}
		rec.Returns = append(rec.Returns, back)
		if refund, ok := in.refunded(r, back); ok {
			rec.Order.Refunds = append(rec.Order.Refunds, refund)
		}
	}
	return rec
}

// refunded reads what was paid back for a return. An empty cell says nothing: many rows lack it.
func (in *input) refunded(r row, back Return) (dialogue.Refund, bool) {
	code := strings.ToUpper(r.word("currency-code"))
	n, err := in.amount(r, "refunded-amount", code)
	if err != nil {
		in.report.warn(r.line, err.Error())
	}
	if err != nil || n <= 0 {
		return dialogue.Refund{}, false
	}
	return dialogue.Refund{Amount: money.Money{Minor: n, Currency: code}, Reference: strings.TrimSpace(back.Reference + " " + back.SKU)}, true
}

func buildFBAReturns(in *input, rows []row) Record {
	rec := returned(rows)
	for _, r := range rows {
		quantity, _ := parseCount(r.get("quantity"))
		at := in.time(r, "return-date")
		rec.Returns = append(rec.Returns, Return{
			Reference:  cmp.Or(r.word("license-plate-number"), r.word("return-date")),
			SKU:        r.word("sku"),
			Quantity:   quantity,
			Reason:     r.word("reason"),
			Issue:      returnIssue(r.get("reason")),
			Status:     r.word("status"),
			Resolution: r.word("detailed-disposition"),
			Asked:      at,
			Arrived:    at,
		})
	}
	return rec
}

// returned begins a record of news about an order.
func returned(rows []row) Record {
	return Record{Partial: true, Order: dialogue.Order{ID: rows[0].number("order-id")}}
}

// reasons says which issue a return reason is, by its code without the prefix that one of the reports sets before it.
var reasons = map[string]playbook.IssueID{
	"NEVER_ARRIVED":             playbook.NotReceived,
	"MISSED_ESTIMATED_DELIVERY": playbook.Late,
	"SWITCHEROO":                playbook.WrongItem,
	"EXTRA_ITEM":                playbook.WrongItem,
	"DAMAGED_BY_CARRIER":        playbook.Damaged,
	"DAMAGED_BY_FC":             playbook.Damaged,
	"DEFECTIVE":                 playbook.Defective,
	"QUALITY_UNACCEPTABLE":      playbook.Defective,
	"MISSING_PARTS":             playbook.MissingParts,
	"NOT_AS_DESCRIBED":          playbook.NotAsDescribed,
	"BAD_DESC":                  playbook.NotAsDescribed,
	"NOT_AS_PHOTO":              playbook.NotAsDescribed,
	"UNWANTED_ITEM":             playbook.ChangeOfMind,
	"NO_REASON_GIVEN":           playbook.ChangeOfMind,
	"FOUND_BETTER_PRICE":        playbook.ChangeOfMind,
	"ORDERED_WRONG_ITEM":        playbook.ChangeOfMind,
	"MISORDERED":                playbook.ChangeOfMind,
	"POOR_FIT":                  playbook.ChangeOfMind,
	"DID_NOT_LIKE_COLOR":        playbook.ChangeOfMind,
	"DID_NOT_LIKE_FABRIC":       playbook.ChangeOfMind,
	"NOT_COMPATIBLE":            playbook.ChangeOfMind,
	"PART_NOT_COMPATIBLE":       playbook.ChangeOfMind,
	"EXCESSIVE_INSTALLATION":    playbook.ChangeOfMind,
	"UNAUTHORIZED_PURCHASE":     playbook.Human,
}

// returnIssue is the issue that a return reason stands for; Other for codes that are not known.
func returnIssue(code string) playbook.IssueID {
	code = strings.ToUpper(strings.ReplaceAll(strings.TrimSpace(code), "-", "_"))
	for _, prefix := range []string{"CR_", "AMZ_PG_", "WJ_"} {
		code = strings.TrimPrefix(code, prefix)
	}
	if issue, ok := reasons[code]; ok {
		return issue
	}
	switch {
	case strings.HasPrefix(code, "UNDELIVERABLE"), strings.HasPrefix(code, "UND_"):
		return playbook.NotReceived
	case strings.HasPrefix(code, "APPAREL_"), strings.HasPrefix(code, "APP_"), strings.HasPrefix(code, "TOO_"):
		return playbook.ChangeOfMind
	}
	return playbook.Other
}
