package understand

import (
	"time"

	"amends/dialogue"
)

const isoDate = "2006-01-02"

// furthest is how many days from now a date may lie to be one that a buyer means.
const furthest = 800

// dates finds dates, absolute and relative to the time of the message. Without a year the nearest past one is meant.
func (f *finder) dates() {
	if f.at.IsZero() {
		return
	}
	for i := range f.runs {
		f.isoAt(i)
		f.numericAt(i)
	}
	f.namedMonths()
	f.relativeDays()
	f.weekdays()
}

func (f *finder) takeDate(day time.Time, at span, sure float64) {
	away := day.Sub(f.at).Hours() / 24
	if f.isFree(at) && away < furthest && away > -furthest {
		f.take(dialogue.SlotDate, day.Format(isoDate), at, "", sure)
	}
}

// isoAt reads 2026-03-01.
func (f *finder) isoAt(i int) {
	at, ok := f.hasShape(i, 4, 2, 2)
	if !ok {
		return
	}
	if day, ok := date(f.number(i), f.number(i+1), f.number(i+2)); ok {
		f.takeDate(day, at, 0.95)
	}
}

// numericAt reads 3/5, 03/05/2026, 5.3.26 in the order of the language; a number over twelve is the day.
func (f *finder) numericAt(i int) {
	n := 3
	at, ok := f.slashed(i, 3)
	if !ok {
		n = 2
		if at, ok = f.slashed(i, 2); !ok {
			return
		}
	}
	month, day, sure := f.number(i), f.number(i+1), 0.7
	if f.dayFirst() {
		month, day = day, month
	}
	if month > 12 {
		month, day, sure = day, month, 0.9
	}
	year := 0
	if n == 3 {
		if year = f.number(i + 2); year < 100 {
			year += 2000
		}
	}
	f.takeMonthDay(year, month, day, at, sure)
}

// slashed reports whether n runs of one to four digits are parted by one slash, dot or dash each. Two need a slash.
func (f *finder) slashed(i, n int) (span, bool) {
	at, ok := f.shape(i, n)
	if !ok || f.runs[i].len() > 2 || f.runs[i+1].len() > 2 || n == 3 && f.runs[i+2].len() != 2 && f.runs[i+2].len() != 4 {
		return at, false
	}
	for k := i; k < i+n-1; k++ {
		if f.runs[k+1].from-f.runs[k].to != 1 || f.text[f.runs[k].to] == ' ' || n == 2 && f.text[f.runs[k].to] != '/' {
			return at, false
		}
	}
	return at, true
}

func (f *finder) number(i int) int {
	n := 0
	for _, c := range f.text[f.runs[i].from:f.runs[i].to] {
		n = n*10 + int(c-'0')
	}
	return n
}

// dayFirst reports whether 3/5 is the third of May: by the language, but not for an order from the United States.
func (f *finder) dayFirst() bool {
	if o := f.order(); o != nil {
		return o.Country != "US"
	}
	lang := f.lang
	if lang == "" {
		lang = f.conv.Lang
	}
	return f.lex.dates.order[lang] == "dmy"
}

// takeMonthDay takes a day of a month; year 0 is the nearest past one.
func (f *finder) takeMonthDay(year, month, day int, at span, sure float64) {
	if year != 0 {
		if d, ok := date(year, month, day); ok {
			f.takeDate(d, at, sure)
		}
		return
	}
	d, ok := date(f.at.Year(), month, day)
	if ok && d.After(f.at.AddDate(0, 1, 0)) {
		d, ok = date(f.at.Year()-1, month, day)
	}
	if ok {
		f.takeDate(d, at, sure)
	}
}

// date makes a day that exists.
func date(year, month, day int) (time.Time, bool) {
	d := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return d, month >= 1 && month <= 12 && d.Day() == day && day > 0
}

// namedMonths reads "5 March", "March 5th, 2026", "5 de marzo".
func (f *finder) namedMonths() {
	for i, t := range f.toks {
		month, ok := f.lex.dates.months[t.norm]
		if !ok {
			continue
		}
		day, from, to := f.dayBeside(i)
		if day == 0 {
			continue
		}
		year := 0
		if y := f.tokenNumber(f.skipJoins(to)); y >= 2000 && y < 2100 {
			year, to = y, f.skipJoins(to)+1
		}
		f.takeMonthDay(year, month, day, f.place(from, to), 0.9)
	}
}

// dayBeside finds the day before or after the month at token i, and the tokens that both take up.
func (f *finder) dayBeside(i int) (day, from, to int) {
	k := i - 1
	for k > 0 && f.lex.dates.joins[f.toks[k].norm] {
		k--
	}
	if d := f.dayNumber(k); d > 0 {
		return d, k, i + 1
	}
	k = f.skipJoins(i + 1)
	if d := f.dayNumber(k); d > 0 {
		return d, i, k + 1
	}
	return 0, 0, 0
}

func (f *finder) skipJoins(i int) int {
	for i < len(f.toks) && f.lex.dates.joins[f.toks[i].norm] {
		i++
	}
	return i
}

func (f *finder) tokenNumber(i int) int {
	if i < 0 || i >= len(f.toks) {
		return -1
	}
	return f.toks[i].num
}

// dayNumber reads a day of the month at token i, "5" or "5th"; 0 when there is none.
func (f *finder) dayNumber(i int) int {
	if i < 0 || i >= len(f.toks) {
		return 0
	}
	return f.toks[i].day
}

// relativeDays reads "yesterday", "3 days ago", "on the 5th".
func (f *finder) relativeDays() {
	today := f.at.UTC().Truncate(24 * time.Hour)
	f.hitsOf(eachGroup, func(h hit, t tag) {
		for i := h.from; i < h.to; i++ {
			if n := f.toks[i].num; n >= 0 && n*abs(t.n) < furthest {
				f.takeDate(today.AddDate(0, 0, n*t.n), f.place(h.from, h.to), 0.8)
				return
			}
		}
	})
	f.hitsOf(dayGroup, func(h hit, t tag) {
		f.takeDate(today.AddDate(0, 0, t.n), f.place(h.from, h.to), 0.85)
	})
	f.hitsOf(monthDayGroup, func(h hit, _ tag) { f.dayOfMonth(h, today) })
}

// dayOfMonth reads "on the 5th": of this month, or of the last one when this month's is to come.
func (f *finder) dayOfMonth(h hit, today time.Time) {
	day := f.dayNumber(h.to - 1)
	d, ok := date(today.Year(), int(today.Month()), day)
	if ok && d.After(today) {
		before := d.AddDate(0, -1, 0)
		d, ok = date(before.Year(), int(before.Month()), day)
	}
	if ok {
		f.takeDate(d, f.place(h.from, h.to), 0.7)
	}
}

// weekdays reads "last Tuesday", "on Monday", "next Friday". Without a word for the future the past one is meant.
func (f *finder) weekdays() {
	today := f.at.UTC().Truncate(24 * time.Hour)
	for i, t := range f.toks {
		day, ok := f.lex.dates.weekdays[t.norm]
		if !ok || len(t.norm) < 4 && (i == 0 || !f.lex.dates.last[f.toks[i-1].norm]) {
			continue
		}
		from, ahead := i, false
		if i > 0 && (f.lex.dates.last[f.toks[i-1].norm] || f.lex.dates.next[f.toks[i-1].norm]) {
			from, ahead = i-1, f.lex.dates.next[f.toks[i-1].norm]
		}
		back := (int(today.Weekday()) - day + 6) % 7 // days from yesterday
		d := today.AddDate(0, 0, -back-1)
		if ahead {
			d = today.AddDate(0, 0, 7-(back+1)%7)
		}
		f.takeDate(d, f.place(from, i+1), 0.75)
	}
}

func abs(n int) int { return max(n, -n) }
