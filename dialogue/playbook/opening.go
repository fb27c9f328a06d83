package playbook

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

var weekdays = []string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}

var clockTimes = regexp.MustCompile(`^(\d{2}):(\d{2})\s*-\s*(\d{2}):(\d{2})$`)

// parseOpening reads opening hours such as "Mon-Fri 09:00-12:30, 13:30-18:00; Sat 10:00-14:00".
func parseOpening(text string) ([7][]Span, error) {
	var open [7][]Span
	for part := range strings.SplitSeq(text, ";") {
		if strings.TrimSpace(part) == "" {
			continue
		}
		days, spans, err := parseDays(strings.TrimSpace(part))
		if err != nil {
			return open, err
		}
		for _, d := range days {
			if open[d], err = addSpans(open[d], spans); err != nil {
				return open, fmt.Errorf("%s: %w", weekdays[d], err)
			}
		}
	}
	return open, nil
}

func parseDays(part string) ([]time.Weekday, []Span, error) {
	names, times, ok := strings.Cut(part, " ")
	if !ok {
		return nil, nil, fmt.Errorf("%q needs days and times, such as Mon-Fri 09:00-18:00", part)
	}
	var days []time.Weekday
	for name := range strings.SplitSeq(names, ",") {
		some, err := parseDayRange(name)
		if err != nil {
			return nil, nil, err
		}
		days = append(days, some...)
	}
	var spans []Span
	for t := range strings.SplitSeq(times, ",") {
		s, err := parseSpan(strings.TrimSpace(t))
		if err != nil {
			return nil, nil, err
		}
		spans = append(spans, s)
	}
	return days, spans, nil
}

func parseDayRange(name string) ([]time.Weekday, error) {
	first, last, isRange := strings.Cut(name, "-")
	if !isRange {
		last = first
	}
	from, to := slices.Index(weekdays, first), slices.Index(weekdays, last)
	if from < 0 || to < 0 {
		return nil, fmt.Errorf("%q is not a day; days are %s", name, strings.Join(weekdays, " "))
	}
	var days []time.Weekday
	for d := from; ; d = (d + 1) % 7 {
		days = append(days, time.Weekday(d))
		if d == to {
			return days, nil
		}
	}
}

func parseSpan(text string) (Span, error) {
	m := clockTimes.FindStringSubmatch(text)
	if m == nil {
		return Span{}, fmt.Errorf("%q is not a time; write it like 09:00-18:00", text)
	}
	at := func(h, min string) int {
		hours, _ := strconv.Atoi(h) // two digits each
		minutes, _ := strconv.Atoi(min)
		if minutes > 59 {
			return 24*60 + 1
		}
		return hours*60 + minutes
	}
	s := Span{at(m[1], m[2]), at(m[3], m[4])}
	if s.From >= s.To || s.To > 24*60 {
		return Span{}, fmt.Errorf("%q does not lie within one day; the end comes after the start and is 24:00 at most", text)
	}
	return s, nil
}

func addSpans(open, more []Span) ([]Span, error) {
	open = append(slices.Clone(open), more...)
	slices.SortFunc(open, func(a, b Span) int { return a.From - b.From })
	for i := 1; i < len(open); i++ {
		if open[i].From < open[i-1].To {
			return nil, fmt.Errorf("the times overlap")
		}
	}
	return open, nil
}
