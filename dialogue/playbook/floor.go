package playbook

import (
	"maps"
	"slices"
)

// floor is one entitlement of buyers that no policy can go below: of the law where the order was shipped to, or of the
// marketplace's guarantee. A buyer to whom it applies is offered at least one remedy of AnyOf.
type floor struct {
	Name         string
	Countries    []string // where the order was shipped to; empty: everywhere
	Marketplaces []string // empty: all
	Issues       []IssueID
	When         *Condition
	AnyOf        []RemedyID // the first that is possible is added when the policy offers none of them
	Refund       Amount     // what a refund among AnyOf pays back at least
	Return       ReturnBy   // who pays the way back at worst for the buyer
	Source       string
	CheckedOn    string
	Sure         bool
}

// applies reports whether the buyer has the entitlement. Place and marketplace fall back to the seller's own.
func (fl *floor) applies(m *machine, f *Facts, s Seller) bool {
	country, marketplace := f.Order.Country, f.Order.Marketplace
	if country == "" {
		country = s.Country
	}
	if marketplace == "" {
		marketplace = s.Marketplace
	}
	return fl.covers(f.Case.Issue, country, marketplace) && m.holds(fl.When, f)
}

// covers reports whether the entitlement can apply to an issue at a place.
func (fl *floor) covers(issue IssueID, country, marketplace string) bool {
	return slices.Contains(fl.Issues, issue) &&
		(len(fl.Countries) == 0 || slices.Contains(fl.Countries, country)) &&
		(len(fl.Marketplaces) == 0 || slices.Contains(fl.Marketplaces, marketplace))
}

// floors reads the embedded entitlements. They are no part of a playbook: a seller can offer more, never less.
func (r *reader) floors() []floor {
	const name = "floors.yaml"
	doc, err := r.embedded(name)
	if err != nil || doc.root == nil {
		return nil // the problems found before are the ones to tell
	}
	own := &reader{doc: doc, found: r.found}
	top := value{own, doc.root, ""}.fields("groups", "floors")
	groups := map[string][]string{}
	for _, p := range top["groups"].pairs() {
		for _, item := range p.list() {
			groups[p.key] = append(groups[p.key], own.country(item))
		}
	}
	var all []floor
	for _, p := range top["floors"].pairs() {
		all = append(all, own.floor(p, groups))
	}
	return all
}

func (r *reader) floor(p pair, groups map[string][]string) floor {
	f := p.fields("name", "in", "marketplaces", "issues", "when", "any_of", "refund", "return", "source", "checked_on", "sure")
	r.require(p, f, "name", "issues", "any_of", "source", "checked_on", "sure")
	fl := floor{
		Name: f["name"].text(200), When: f["when"].condition(), Refund: f["refund"].amount(""), Return: BuyerPays,
		Source: f["source"].text(500), CheckedOn: f["checked_on"].text(maxWord), Sure: f["sure"].truth(),
	}
	if f["return"].given() {
		fl.Return = f["return"].returnBy()
	}
	for _, item := range f["in"].list() {
		group := item.oneOf(slices.Sorted(maps.Keys(groups))...)
		fl.Countries = append(fl.Countries, groups[group]...)
	}
	for _, item := range f["marketplaces"].list() {
		fl.Marketplaces = append(fl.Marketplaces, item.name())
	}
	for _, item := range f["issues"].list() {
		fl.Issues = append(fl.Issues, IssueID(item.oneOf(stringsOf(Issues)...)))
	}
	for _, item := range f["any_of"].list() {
		fl.AnyOf = append(fl.AnyOf, RemedyID(item.oneOf(stringsOf(Remedies)...)))
	}
	return fl
}
