package playbook

import (
	"regexp"
	"slices"
)

// packNames reads which marketplaces there are before anything can refer to one.
func (r *reader) packNames(v value) []string {
	var names []string
	for _, p := range v.pairs() {
		if isName(p.key) {
			names = append(names, p.key)
		}
	}
	slices.Sort(names)
	return names
}

func (r *reader) packsOf(v value) map[string]Pack {
	r.packs = r.packNames(v)
	all := make(map[string]Pack, len(r.packs))
	for _, p := range v.pairs() {
		if !isName(p.key) {
			p.fail("%q is not a name: small letters, digits and _ are allowed, a letter first", shorten(p.key))
			continue
		}
		all[p.key] = r.pack(p)
	}
	return all
}

func (r *reader) pack(p pair) Pack {
	f := p.fields("title", "programme", "path", "contact", "papers", "cost", "unknown", "wait", "not_arrived", "latest", "appeal",
		"after", "needs_contact", "route_fulfilled")
	r.require(p, f, "title", "path")
	pack := Pack{
		Name:           p.key,
		Title:          f["title"].text(100),
		Programme:      f["programme"].named(),
		Path:           f["path"].translations(),
		Contact:        f["contact"].translations(),
		Cost:           f["cost"].translations(),
		Unknown:        f["unknown"].translations(),
		RouteFulfilled: f["route_fulfilled"].translations(),
		Wait:           r.figure(f["wait"]),
		NotArrived:     r.figure(f["not_arrived"]),
		Latest:         r.figure(f["latest"]),
		Appeal:         r.figure(f["appeal"]),
		After:          f["after"].oneOf("estimated", "delivered", "paid"),
		NeedsContact:   f["needs_contact"].truth(),
	}
	if pack.After == "" {
		pack.After = "estimated"
	}
	for _, item := range f["papers"].list() {
		pack.Papers = append(pack.Papers, item.name())
	}
	return pack
}

var isoDate = regexp.MustCompile(`^20\d\d-[01]\d-[0-3]\d$`)

// figure reads a length of time with its source: no number without one.
func (r *reader) figure(v value) Figure {
	if !v.given() {
		return Figure{}
	}
	f := v.fields("days", "business", "source", "checked_on", "sure")
	for _, k := range []string{"days", "source", "checked_on", "sure"} {
		if !f[k].given() {
			v.fail("%s is missing: every figure says where it was read, when, and whether that is sure", k)
		}
	}
	checked := f["checked_on"].text(maxWord)
	if checked != "" && !isoDate.MatchString(checked) {
		f["checked_on"].fail("%q is not a date; write it like 2026-11-22", checked)
	}
	return Figure{
		Days: f["days"].number(0, 5*365), Business: f["business"].truth(), Source: f["source"].text(500), CheckedOn: checked,
		Sure: f["sure"].truth(),
	}
}
