// Package playbook is a seller's policy as data: what can be wrong, what is needed to judge it, which remedies may be offered
// at what cost, who must agree, and by when. It decides; nothing a buyer or a model writes can create an amount, a date or a right.
//
// # The way through the package
//
// Load, LoadFile and Default read YAML into a Book (load.go, document.go, value.go and a file per group of sections). Every
// problem is reported with its file, line and path and with what would be right; all of them at once.
//
// Book.Needs says which facts and which evidence an issue needs. Book.Evaluate takes the Facts of a case and returns a Verdict:
// up to three options with their terms, every other remedy with the rule that refused it, whether a person must take over, and
// what the law or the marketplace entitles the buyer to (evaluate.go, choose.go, floor.go). Both are pure functions.
//
// Book.Check proves a playbook (check.go, judge.go) by going through the cases that its own conditions and limits can tell
// apart (looks.go, space.go, dimensions.go) and reports the smallest counter-example for each rule that is broken.
//
// Hours counts opening time. Pack.Claim computes when a buyer may turn to the marketplace.
//
// # The file
//
//	version: 1
//	seller:   {name, marketplace, country, currency, languages, hours: {zone, open: "Mon-Fri 09:00-18:00; Sat 10:00-14:00"}, contact}
//	limits:   {auto_refund: 50.00, returnless, high_value, auto_budget_per_day, claims_per_buyer: {count: 2, within: 90d}, agent_refund, managers: [ana]}
//	evidence: {<kind>: {kind: photo|video|file|text, proves, when}}
//	facts:    {<name>: {kind: yesno|text|money, when}}
//	issues:   {<name>: {fault, fault_when, order: required|optional|none, facts, evidence, remedies, escalate, handoff, informs, examples, name, line}}
//	remedies: {<name>: {kind: right|refund|keep|help, full, when, refund, refund_if, return, return_if, approval, due, check}}
//	clocks:   {silence_remind, silence_close, approval, agent_reply, offer_expiry, overdue_grace, feedback_close, claim_warning}
//	packs:    {<marketplace>: {...}}
//
// A file holds what differs from default.yaml. What it leaves out is inherited: whole sections, single keys of seller, limits
// and clocks, and single keys of every evidence, fact, issue, remedy and pack by its name; lists are replaced as a whole. This
// is a complete playbook:
//
//	version: 1
//	seller: {name: Alpenglow, marketplace: own, country: DE, languages: [de, en], hours: {zone: Europe/Berlin, open: "Mon-Fri 08:00-17:00"}}
//	limits: {auto_refund: 40.00, returnless: 15.00, high_value: 120.00, auto_budget_per_day: 300.00}
//	issues:
//	  damaged: {evidence: [photo_item]}
//
// The currency follows from the country unless it is given. Limits are never inherited into another currency.
//
// Amounts are decimals of the seller's currency, read digit by digit. A refund is none, a sum (5.00) or a part: 25%, 100% of
// item with shipping (the item with its share of the shipping), of order, of shipping, of claimed (the fact charge_amount).
// refund_if and return_if give other terms by whose fault the issue is.
//
// Calendar times are written 30m, 24h, 3d, 2w. Times in which the seller works (due, approval, agent_reply, overdue_grace) are
// opening time, written 4h or 2bd: a business day is as long as the seller is open on the average open day.
//
// fault says who answers for an issue, fault_when from when on; where seller or carrier are at fault one of the options puts
// the buyer entirely right at no cost. escalate hands a case to a person; handoff: always hands over every case of the issue.
// approval is auto (within the limits), seller, or a condition under which the seller must agree.
//
// # Issues of one's own
//
// A name that is not built in is an issue of the seller's own (own.go). It says what it is called, by language or in the seller's first
// one alone: name as it stands in a sentence, line as its button says it. Examples are what buyers write about an issue, in any
// language; from eight of them on texts are understood as one of the seller's own, and a built-in issue learns from each.
//
//	engraving_wrong:
//	  {fault: seller, evidence: [photo_item], remedies: [replace, partial_keep, refund_return], name: {en: the engraving, de: die Gravur},
//	  line: {en: The engraving is wrong, de: Die Gravur stimmt nicht}, examples: [the engraving says Mia instead of Mila, ...]}
//
// # Conditions
//
// when, fault_when, escalate and approval are expressions of github.com/expr-lang/expr that are true or false. They are
// compiled and type-checked when the file is read and can see this and nothing else:
//
//	now                     the time of the event
//	order.marketplace       amazon, ebay, own ...          order.status      pending unshipped shipped delivered cancelled
//	order.country           where it was shipped to: US    order.currency    USD
//	order.fulfilment        seller or marketplace          order.placed, order.estimated (latest), order.delivered: times
//	order.total, order.shipping, order.granted             minor units; granted was given back on the order before
//	item.sku, item.price, item.quantity, item.value        value is price times the quantity the case is about
//	item.stock, item.cost                                  0 when not known
//	case.issue, case.facts["usable"]                       a fact is "yes", "no", text, minor units, or "" when not answered
//	case.evidence           all that is needed is there    case.declined     offers that the buyer turned down
//	case.repeat             the same again                 case.suspect      a signal for a person to look at
//	buyer.claims            settlements within claims_per_buyer.within
//	limits.auto_refund, limits.returnless, limits.high_value, limits.budget_left, limits.claims
//	days_since(time)        whole days that are over; 0 for a time that is not known
//	days_until(time)        the same, ahead
//	known(time or text)     whether it is known at all
//
// Amounts are minor units of the order's currency. In another currency than the seller's every limit is 0 and nothing is
// automatic: guard a rule such as high value with limits.high_value > 0. A condition that is left out holds.
//
// # Entitlements
//
// floors.yaml holds what buyers are entitled to by the law of the country the order went to and by the marketplace's guarantee,
// each with its source and the day it was read. A playbook can offer more, not less: such a remedy is marked, raised or added
// whatever the policy's conditions say, and when it costs more than the limits a person sees it first.
package playbook
