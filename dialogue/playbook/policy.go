package playbook

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

func (r *reader) evidence(v value) map[EvidenceID]Evidence {
	all := map[EvidenceID]Evidence{}
	for _, p := range v.pairs() {
		id := EvidenceID(p.key)
		if !slices.Contains(EvidenceKinds, id) {
			p.fail("there is no evidence of that name; %s", suggest(p.key, stringsOf(EvidenceKinds)))
			continue
		}
		f := p.fields("kind", "proves", "when")
		e := Evidence{ID: id, Kind: f["kind"].oneOf("photo", "video", "file", "text"), Proves: f["proves"].text(300), When: f["when"].condition()}
		r.require(p, f, "kind", "proves")
		all[id] = e
	}
	return all
}

func (r *reader) facts(v value) map[FactID]Fact {
	all := map[FactID]Fact{}
	for _, p := range v.pairs() {
		if !isName(p.key) {
			p.fail("%q is not a name: small letters, digits and _ are allowed, a letter first", shorten(p.key))
			continue
		}
		f := p.fields("kind", "when")
		kind := f["kind"].oneOf(string(FactYesNo), string(FactText), string(FactMoney))
		r.require(p, f, "kind")
		all[FactID(p.key)] = Fact{ID: FactID(p.key), Kind: FactKind(kind), When: f["when"].condition()}
	}
	return all
}

// require notes the keys that a mapping does not have.
func (r *reader) require(p pair, f map[string]value, keys ...string) {
	for _, k := range keys {
		if !f[k].given() {
			p.fail("%s is missing", k)
		}
	}
}

func (r *reader) issues(v value, b *Book) map[IssueID]Issue {
	all := map[IssueID]Issue{}
	for _, p := range v.pairs() {
		id := IssueID(p.key)
		if !isName(p.key) {
			p.fail("%q is not a name: small letters, digits and _ are allowed, a letter first", shorten(p.key))
			continue
		}
		if near := nearest(p.key, stringsOf(Issues)); near != "" && near != p.key {
			p.fail("there is no issue of that name; did you mean %s?", near)
			continue
		}
		all[id] = r.issue(id, p, b)
	}
	r.bounded(v, all)
	return all
}

func (r *reader) issue(id IssueID, p pair, b *Book) Issue {
	f := p.fields("fault", "fault_when", "order", "facts", "evidence", "remedies", "escalate", "handoff", "informs",
		"name", "line", "examples")
	issue := Issue{
		ID: id, File: p.file(), Line: p.line(),
		Fault:     Fault(f["fault"].oneOf(faults...)),
		FaultWhen: f["fault_when"].condition(),
		Order:     Need(f["order"].oneOf(string(Required), string(Optional), string(None))),
		Facts:     references(f["facts"], b.Facts),
		Evidence:  references(f["evidence"], b.Evidence),
		Remedies:  references(f["remedies"], b.Remedies),
		Escalate:  f["escalate"].condition(),
		Handoff:   f["handoff"].truth(),
		Informs:   f["informs"].truth(),
		Examples:  f["examples"].examples(),
	}
	r.called(&issue, p, f, b.Seller)
	if issue.Order == "" {
		issue.Order = Required
	}
	if issue.Fault == "" {
		r.require(p, f, "fault")
	}
	if len(issue.Remedies) == 0 && !issue.Handoff && !issue.Informs {
		p.fail("needs remedies, or handoff: always, or informs: true; otherwise nothing would ever answer it")
	}
	return issue
}

var faults = []string{string(FaultSeller), string(FaultCarrier), string(FaultBuyer), string(FaultNone)}

// references reads a list of names that must be defined in another section.
func references[ID ~string, T any](v value, defined map[ID]T) []ID {
	var all []ID
	for _, item := range v.list() {
		id := ID(item.text(maxWord))
		if _, ok := defined[id]; !ok {
			names := slices.Sorted(maps.Keys(defined))
			item.fail("%q is not defined; %s", id, suggest(string(id), stringsOf(names)))
			continue
		}
		if slices.Contains(all, id) {
			item.fail("%s is here a second time", id)
			continue
		}
		all = append(all, id)
	}
	return all
}

func (r *reader) remedies(v value, s Seller) map[RemedyID]Remedy {
	all := map[RemedyID]Remedy{}
	for _, p := range v.pairs() {
		id := RemedyID(p.key)
		if !slices.Contains(Remedies, id) {
			p.fail("there is no remedy of that name; %s", suggest(p.key, stringsOf(Remedies)))
			continue
		}
		all[id] = r.remedy(id, p, s)
	}
	return all
}

func (r *reader) remedy(id RemedyID, p pair, s Seller) Remedy {
	f := p.fields("kind", "full", "when", "refund", "refund_if", "return", "return_if", "approval", "due", "check")
	r.require(p, f, "kind", "due")
	remedy := Remedy{
		ID: id, File: p.file(), Line: p.line(),
		Kind:     Kind(f["kind"].oneOf(string(MadeRight), string(MoneyBack), string(KeepIt), string(Help))),
		Full:     f["full"].truth(),
		When:     f["when"].condition(),
		Refund:   f["refund"].amount(s.Currency),
		Return:   f["return"].returnBy(),
		Approval: f["approval"].approval(),
		Due:      f["due"].business(s.Hours, time.Minute),
		Check:    f["check"].calendar(time.Hour),
	}
	remedy.RefundIf = byFault(f["refund_if"], func(v value) Amount { return v.amount(s.Currency) })
	remedy.ReturnIf = byFault(f["return_if"], value.returnBy)
	return remedy
}

// byFault reads a mapping from whose fault it is to something.
func byFault[T any](v value, read func(value) T) map[Fault]T {
	if !v.given() {
		return nil
	}
	all := map[Fault]T{}
	for _, p := range v.pairs() {
		if !slices.Contains(faults, p.key) {
			p.fail("must be one of %s", strings.Join(faults, ", "))
			continue
		}
		all[Fault(p.key)] = read(p.value)
	}
	return all
}

func (v value) returnBy() ReturnBy {
	if s := v.oneOf(string(NoReturn), string(SellerPays), string(BuyerPays)); s != "" {
		return ReturnBy(s)
	}
	return NoReturn
}

func (v value) approval() Approval {
	switch s := v.text(maxConditionText); s {
	case "", "auto":
		return Approval{Mode: "auto"}
	case "seller":
		return Approval{Mode: "seller"}
	default:
		return Approval{Mode: "when", When: v.condition()}
	}
}

var (
	percentOf  = regexp.MustCompile(`^(\d{1,6})\s*%(?:\s+of\s+([a-z ]+))?$`)
	amountBase = map[string]string{
		"": "", "item": "", "item with shipping": "item_shipping", "order": "order", "shipping": "shipping", "claimed": "claimed",
	}
)

// amount reads "none", a fixed sum "5.00", or a part such as "25%", "100% of item with shipping", "100% of order",
// "100% of shipping" or "100% of claimed".
func (v value) amount(currency string) Amount {
	s := v.text(maxWord)
	if s == "" || s == "none" {
		return Amount{}
	}
	if !strings.Contains(s, "%") {
		return Amount{Fixed: v.money(currency)}
	}
	m := percentOf.FindStringSubmatch(s)
	if m == nil {
		v.fail("%q is not a part of the price; write it like 25%% or 100%% of shipping", s)
		return Amount{}
	}
	of, ok := amountBase[strings.Join(strings.Fields(m[2]), " ")]
	percent, _ := strconv.Atoi(m[1]) // digits only
	switch {
	case percent > 100:
		v.fail("%d%% is more than was paid; 100%% is the most", percent)
	case percent == 0:
		v.fail("0%% is no refund; write none")
	case !ok:
		v.fail("a refund is a part of item, item with shipping, order, shipping or claimed, not of %q", m[2])
	default:
		return Amount{Percent: percent, Of: of}
	}
	return Amount{}
}

func stringsOf[T ~string](ids []T) []string {
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = string(id)
	}
	return all
}
