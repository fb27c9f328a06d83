package simulate

import (
	"time"

	"amends/dialogue"
	"amends/dialogue/playbook"
)

// purchase is an order with what proves it, before the bot knows of either.
type purchase struct {
	order              dialogue.Order
	postal, mail, call string
	words              []string // what a buyer calls each item
}

// proof is a second fact as its buyer writes it.
func (p purchase) proof(d dice) string {
	switch d.IntN(6) {
	case 0:
		return p.mail
	case 1:
		return p.call[len(p.call)-4:]
	}
	return p.postal
}

type ware struct {
	title, word string
	least, most int64 // minor units
}

var wares = []ware{
	{"Trail backpack, green", "backpack", 2900, 8900}, {"Cast iron pan 26 cm", "pan", 2400, 7900}, {"Canvas tote natural", "tote", 900, 2400},
	{"Stoneware mugs, set of 4", "mugs", 1800, 4500}, {"Glass teapot 1 l", "teapot", 1500, 3900}, {"Chef's knife 20 cm", "knife", 1900, 9900},
	{"Kitchen radio", "radio", 2500, 6900}, {"Steel bottle 750 ml", "bottle", 1200, 2900}, {"Copper pot set", "pot set", 14900, 39900},
	{"Desk lamp with dimmer", "lamp", 1900, 7900}, {"Lunch box two layers", "lunch box", 900, 1900}, {"Wool blanket", "blanket", 3900, 12900},
	{"Espresso grinder", "grinder", 7900, 24900}, {"Wall clock oak", "clock", 1900, 5900}, {"Striped apron", "apron", 1200, 2500},
	{"Phone stand aluminium", "phone stand", 700, 1900},
}

// market is where orders of a kind come from.
type market struct {
	name, country, currency string
	weight                  int
}

var markets = []market{
	{"amazon", "US", "USD", 40}, {"amazon", "DE", "EUR", 10}, {"ebay", "GB", "GBP", 12}, {"ebay", "US", "USD", 8}, {"etsy", "US", "USD", 8},
	{"walmart", "US", "USD", 8}, {"own", "US", "USD", 9}, {"own", "ES", "EUR", 5},
}

// newPurchase makes up an order that fits an issue; one in eight is in any state, as orders are when buyers are wrong.
func newPurchase(d dice, issue playbook.IssueID, now time.Time) purchase {
	m := weighted(d, markets, func(m market) int { return m.weight })
	p := purchase{postal: postalCode(d, m.country), mail: "buyer" + d.digits(5) + "@example.org", call: "+1 206 555 " + d.digits(4)}
	o := &p.order
	o.ID, o.Marketplace, o.Country, o.Currency, o.Fulfilment = number(d, m.name), m.name, m.country, m.currency, "seller"
	if m.name == "amazon" && d.chance(0.06) {
		o.Fulfilment = "marketplace"
	}
	o.Shipping = int64(d.IntN(4)) * 245
	for range 1 + d.IntN(5)/3 + d.IntN(8)/7 {
		p.addItem(d)
	}
	status := pick(d, states(issue))
	if d.chance(0.12) {
		status = pick(d, anyState)
	}
	dated(d, o, status, overdue(issue), now)
	if issue == playbook.RefundMissing && d.chance(0.7) {
		o.Refunds = []dialogue.Refund{{At: now.AddDate(0, 0, -1-d.IntN(9)), Amount: o.Total(), Reference: "R-" + d.digits(5)}}
	}
	return p
}

func (p *purchase) addItem(d dice) {
	w := pick(d, wares)
	for _, word := range p.words {
		if word == w.word {
			return // two of a kind would be one line
		}
	}
	price := w.least + d.Int64N(w.most-w.least+1)
	p.order.Items = append(p.order.Items, dialogue.Item{SKU: "SKU-" + d.digits(4), Title: w.title, Quantity: 1 + d.IntN(8)/7, Price: price,
		Stock: d.IntN(12), UnitCost: price * 4 / 10})
	p.words = append(p.words, w.word)
}

var anyState = []dialogue.OrderStatus{dialogue.Pending, dialogue.Unshipped, dialogue.Shipped, dialogue.IsDelivered, dialogue.Cancelled}

// states are the states in which buyers have such a problem.
func states(issue playbook.IssueID) []dialogue.OrderStatus {
	switch issue {
	case playbook.NotReceived:
		return []dialogue.OrderStatus{dialogue.Shipped, dialogue.IsDelivered}
	case playbook.Late, playbook.OrderStatus, playbook.AddressChange, playbook.CancelOrder:
		return []dialogue.OrderStatus{dialogue.Unshipped, dialogue.Shipped, dialogue.Pending}
	case playbook.RefundMissing:
		return []dialogue.OrderStatus{dialogue.Cancelled, dialogue.IsDelivered}
	}
	return []dialogue.OrderStatus{dialogue.IsDelivered}
}

// overdue reports whether buyers have such a problem with orders that should have come.
func overdue(issue playbook.IssueID) bool {
	return issue == playbook.NotReceived || issue == playbook.Late
}

// dated gives an order its dates.
func dated(d dice, o *dialogue.Order, status dialogue.OrderStatus, late bool, now time.Time) {
	day := func(n int) time.Time { return now.AddDate(0, 0, n).Truncate(time.Hour) }
	o.Status = status
	ago := 2 + d.IntN(14)
	if d.chance(0.1) {
		ago += 30 + d.IntN(90)
	}
	switch {
	case status == dialogue.IsDelivered:
		o.Delivered = day(-ago)
		o.Estimated = dialogue.Window{From: day(-ago - 4 + d.IntN(3)), To: day(-ago - 1 + d.IntN(5))}
		o.Placed = day(-ago - 6)
	case late:
		o.Estimated = dialogue.Window{From: day(-ago - 2), To: day(-ago + 1)}
		o.Placed = day(-ago - 7)
	default:
		o.Estimated = dialogue.Window{From: day(1 + d.IntN(3)), To: day(4 + d.IntN(4))}
		o.Placed = day(-1 - d.IntN(4))
	}
	if status == dialogue.Shipped || status == dialogue.IsDelivered {
		o.Tracking = dialogue.Tracking{Carrier: "ups", Number: "1Z5R8939" + d.digits(10)}
	}
}

// number is an order number as the marketplace writes it.
func number(d dice, market string) string {
	switch market {
	case "amazon":
		return "11" + d.digits(1) + "-" + d.digits(7) + "-" + d.digits(7)
	case "ebay":
		return d.digits(2) + "-" + d.digits(5) + "-" + d.digits(5)
	case "etsy":
		return d.digits(10)
	case "walmart":
		return d.digits(7) + "-" + d.digits(8)
	}
	return "#" + d.digits(4)
}

func postalCode(d dice, country string) string {
	if country == "GB" {
		return pick(d, []string{"SW1A 1AA", "M1 1AE", "B33 8TH", "CR2 6XH", "DN55 1PT", "EC1A 1BB"})
	}
	return d.digits(5)
}
