package dialogue

import (
	"strings"
	"time"

	"amends/dialogue/playbook"
	"amends/prompts"
)

// route tells the buyer how to use the marketplace's own channel: the way, from when and until when, with which papers, at what
// cost, and what is not known. It is told whenever it is asked for.
func (t *turn) route() {
	k := t.current()
	if k == nil {
		k = t.open()
	}
	t.used = true
	k.Told.Route = t.now()
	t.send(Say{Acts: act(ActInform, string(RouteTo)), Text: strings.Join(t.routeParts(k), "\n\n")})
}

// routeParts are the paragraphs about the marketplace's own channel, as far as its pack knows of them.
func (t *turn) routeParts(k *Case) []string {
	pack, f := t.pack(k), t.routeFields(k)
	parts := []string{t.text("route.intro", f)}
	add := func(key string) { parts = append(parts, t.e.texts.Text(t.c.Lang, key, 0, t.filled(f))) }
	if pack.Name == playbook.OwnShop {
		f.Contact = t.e.book.Seller.Contact
		add("route.own")
	}
	if pack.NeedsContact && k.Value(slotReported) == "" {
		f.Path = t.e.book.In(t.c.Lang, pack.Contact)
		add("route.contact_first")
	}
	if pack.Latest.Days > 0 {
		f.Reason = t.missing(k)
		add("route.dates." + t.datesKnown(f))
	}
	f.List = t.papers(k, pack)
	add("route.papers")
	if f.What = t.e.book.In(t.c.Lang, pack.Cost); f.What != "" {
		add("route.cost")
	}
	if f.What = t.e.book.In(t.c.Lang, pack.Unknown); f.What != "" {
		add("route.unknown")
	}
	if f.Count = pack.Appeal.Days; f.Count > 0 {
		add("route.appeal")
	}
	add("route.feedback_right")
	return parts
}

// pack is the marketplace pack of the case's order, or of the marketplace that the seller sells on.
func (t *turn) pack(k *Case) playbook.Pack {
	if k != nil && k.Order != nil {
		return t.e.book.Pack(k.Order.Marketplace)
	}
	return t.e.book.Pack(t.e.book.Seller.Marketplace)
}

// routeFields are the fields of the texts about the official channel.
func (t *turn) routeFields(k *Case) prompts.Fields {
	pack := t.pack(k)
	// Claims are told in days of the calendar, as the marketplace writes them.
	f := prompts.Fields{Path: t.e.book.In(t.c.Lang, pack.Path), Zone: time.UTC}
	if pack.Name != playbook.OwnShop {
		f.Marketplace, f.Programme = pack.Title, t.e.book.In(t.c.Lang, pack.Programme)
	}
	if k == nil || k.Order == nil {
		return f
	}
	claim := t.claim(k)
	f.From, f.Until = claim.Earliest, claim.Latest
	return f
}

// claim computes when the buyer may turn to the marketplace.
func (t *turn) claim(k *Case) playbook.Claim {
	in := playbook.ClaimInput{Issue: k.Issue(), Now: t.now()}
	if at, err := time.Parse(time.RFC3339, k.Value(slotReported)); err == nil {
		in.Contacted = at
	}
	if o := k.Order; o != nil {
		in.Estimated, in.Delivered, in.Placed = o.Estimated.To, o.Delivered, o.Placed
	}
	return t.pack(k).Claim(in)
}

// datesKnown names the text for what is known of a claim's dates.
func (t *turn) datesKnown(f prompts.Fields) string {
	switch {
	case !f.From.IsZero() && !f.From.After(t.now()):
		return "open"
	case !f.From.IsZero() && !f.Until.IsZero():
		return "both"
	case !f.From.IsZero():
		return "from"
	case !f.Until.IsZero():
		return "until"
	}
	return "unknown"
}

// missing says what would have to be known for the dates.
func (t *turn) missing(k *Case) string {
	claim := t.claim(k)
	if len(claim.Missing) == 0 {
		return ""
	}
	return t.word("route.missing." + claim.Missing[0])
}

func (t *turn) papers(k *Case, pack playbook.Pack) []string {
	var list []string
	for _, paper := range pack.Papers {
		switch {
		case paper == "tracking" && (k.Order == nil || k.Order.Tracking.Number == ""):
		case paper == "photos" && len(k.Evidence) == 0:
		default:
			list = append(list, t.word("paper."+paper))
		}
	}
	return list
}

// elsewhere tells a buyer that the marketplace itself answers for this order, and where.
func (t *turn) elsewhere(k *Case) {
	pack := t.pack(k)
	f := t.routeFields(k)
	f.Path = t.e.book.In(t.c.Lang, pack.RouteFulfilled)
	k.Told.Route = t.now()
	t.inform(RouteTo, "route.elsewhere", f)
	t.close(OutcomeInformed)
}
