package playbook

import (
	"slices"
	"time"

	"amends/dialogue/money"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"
)

// book reads a whole playbook, after it was joined with the default.
func (r *reader) book(top value) *Book {
	all := top.fields("version", "seller", "limits", "evidence", "facts", "issues", "remedies", "clocks", "packs")
	r.version(top, all["version"])
	b := &Book{Packs: r.packsOf(all["packs"])}
	b.Seller = r.seller(all["seller"])
	b.Limits = r.limits(all["limits"], b.Seller)
	b.Evidence = r.evidence(all["evidence"])
	b.Facts = r.facts(all["facts"])
	b.Remedies = r.remedies(all["remedies"], b.Seller)
	b.Issues = r.issues(all["issues"], b)
	b.Clocks = r.clocks(all["clocks"], b.Seller.Hours)
	b.floors = r.floors()
	return b
}

func (r *reader) version(top, v value) {
	if !v.given() {
		if top.given() && len(r.found.list) == 0 {
			top.fail("version is missing; the file should start with version: 1")
		}
		return
	}
	if s := v.text(maxWord); s != "1" {
		v.fail("%q is not known; this program reads version 1", s)
	}
}

func (r *reader) seller(v value) Seller {
	f := v.fields("name", "marketplace", "country", "currency", "languages", "hours", "contact")
	s := Seller{Name: f["name"].text(200), Contact: f["contact"].text(500), Country: r.country(f["country"])}
	s.Marketplace = f["marketplace"].oneOf(r.packs...)
	s.Currency = r.currency(f["currency"], s.Country)
	s.Languages = r.languages(f["languages"])
	s.Hours = r.hours(f["hours"])
	return s
}

func (r *reader) country(v value) string {
	code := v.text(maxWord)
	region, err := language.ParseRegion(code)
	if code != "" && (err != nil || !region.IsCountry() || region.String() != code) {
		v.fail("%q is not a country; write its two letters, such as US or DE", code)
		return ""
	}
	return code
}

// currency is the one given, but one that was only inherited gives way to the currency of the seller's country.
func (r *reader) currency(v value, country string) string {
	if code := v.text(maxWord); code != "" {
		if _, err := money.Exponent(code); err != nil || len(code) != 3 {
			v.fail("%q is not a currency; write its three letters, such as USD or EUR", code)
			return ""
		}
		return code
	}
	region, err := language.ParseRegion(country)
	if err != nil {
		return ""
	}
	unit, ok := currency.FromRegion(region)
	if !ok {
		return ""
	}
	return unit.String()
}

func (r *reader) languages(v value) []string {
	var all []string
	for _, item := range v.list() {
		code := item.text(maxWord)
		if _, err := language.Parse(code); err != nil {
			item.fail("%q is not a language; write it like en or pt-BR", code)
			continue
		}
		if slices.Contains(all, code) {
			item.fail("%q is here a second time", code)
			continue
		}
		all = append(all, code)
	}
	if v.given() && len(all) == 0 {
		v.fail("needs at least one language, such as [en]")
	}
	return all
}

func (r *reader) hours(v value) Hours {
	if v.given() && v.n.Value == "always" {
		return Hours{}
	}
	f := v.fields("zone", "open")
	if v.given() && len(f) != 2 {
		v.fail("needs both zone and open, or the word always")
		return Hours{}
	}
	var h Hours
	zone := f["zone"].text(maxWord)
	loc, err := time.LoadLocation(zone)
	if err != nil || zone == "Local" {
		f["zone"].fail("%q is not a time zone; write it like America/New_York", zone)
		return Hours{}
	}
	h.Zone = loc
	if text := f["open"].text(400); text != "" {
		if h.Open, err = parseOpening(text); err != nil {
			f["open"].fail("%v", err)
		}
	}
	return h
}

func (r *reader) limits(v value, s Seller) Limits {
	f := v.fields("auto_refund", "returnless", "high_value", "auto_budget_per_day", "claims_per_buyer", "agent_refund", "managers")
	claims := f["claims_per_buyer"].fields("count", "within")
	var managers []string
	for _, m := range f["managers"].list() {
		managers = append(managers, m.text(maxWord))
	}
	return Limits{
		AgentRefund:  r.limit(f["agent_refund"], s),
		Managers:     managers,
		AutoRefund:   r.limit(f["auto_refund"], s),
		Returnless:   r.limit(f["returnless"], s),
		HighValue:    r.limit(f["high_value"], s),
		BudgetPerDay: r.limit(f["auto_budget_per_day"], s),
		Claims:       claims["count"].number(0, 1000),
		ClaimsWithin: claims["within"].calendar(time.Hour),
	}
}

// limit reads one limit. The default's limits are meant in dollars: a seller with another currency has to say its own.
func (r *reader) limit(v value, s Seller) int64 {
	if v.given() && v.file() == DefaultName && s.Currency != "" && s.Currency != defaultCurrency {
		r.own(v, "the default is in %s; give it in %s under limits", defaultCurrency, s.Currency)
		return 0
	}
	return v.money(s.Currency)
}

// defaultCurrency is the currency of default.yaml.
const defaultCurrency = "USD"

// own notes that an inherited value cannot stand, at the top of the seller's own file.
func (r *reader) own(v value, format string, args ...any) {
	top := value{r, r.doc.root, v.path}
	top.fail(format, args...)
}

func (r *reader) clocks(v value, h Hours) Clocks {
	f := v.fields("silence_remind", "silence_close", "approval", "agent_reply", "offer_expiry", "overdue_grace", "feedback_close",
		"claim_warning")
	c := Clocks{
		SilenceRemind: f["silence_remind"].calendar(time.Minute),
		SilenceClose:  f["silence_close"].calendar(time.Minute),
		Approval:      f["approval"].business(h, time.Minute),
		AgentReply:    f["agent_reply"].business(h, time.Minute),
		OfferExpiry:   f["offer_expiry"].calendar(7 * 24 * time.Hour),
		OverdueGrace:  f["overdue_grace"].business(h, time.Minute),
		FeedbackClose: f["feedback_close"].calendar(time.Hour),
		ClaimWarning:  f["claim_warning"].calendar(24 * time.Hour),
	}
	if c.SilenceClose != 0 && c.SilenceClose <= c.SilenceRemind {
		f["silence_close"].fail("must be longer than silence_remind (%s)", readable(c.SilenceRemind))
	}
	return c
}
