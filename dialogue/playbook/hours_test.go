package playbook

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func hoursOf(t testing.TB, zone, open string) Hours {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	spans, err := parseOpening(open)
	if err != nil {
		t.Fatal(err)
	}
	return Hours{Zone: loc, Open: spans}
}

func TestHoursAdd(t *testing.T) {
	office := hoursOf(t, "America/New_York", "Mon-Fri 09:00-18:00")
	lunch := hoursOf(t, "Europe/Madrid", "Mon-Fri 09:00-14:00, 16:00-19:00; Sat 10:00-14:00")
	night := hoursOf(t, "America/New_York", "Sun 00:00-24:00")
	const layout = "Mon 2006-01-02 15:04"
	for _, c := range []struct {
		name  string
		hours Hours
		at    string // on the clock of the seller's zone
		d     time.Duration
		want  string
	}{
		{"within the day", office, "Mon 2026-03-02 10:00", 4 * time.Hour, "Mon 2026-03-02 14:00"},
		{"until closing", office, "Mon 2026-03-02 14:00", 4 * time.Hour, "Mon 2026-03-02 18:00"},
		{"over night", office, "Mon 2026-03-02 17:00", 4 * time.Hour, "Tue 2026-03-03 12:00"},
		{"over the weekend", office, "Fri 2026-03-06 17:30", time.Hour, "Mon 2026-03-09 09:30"},
		{"from the weekend", office, "Sat 2026-03-07 03:00", time.Hour, "Mon 2026-03-09 10:00"},
		{"two business days", office, "Fri 2026-03-06 17:00", 2 * office.Day(), "Tue 2026-03-10 17:00"},
		{"nothing, open", office, "Mon 2026-03-02 10:00", 0, "Mon 2026-03-02 10:00"},
		{"nothing, at closing time", office, "Mon 2026-03-02 18:00", 0, "Tue 2026-03-03 09:00"},
		{"less than nothing", office, "Mon 2026-03-02 10:00", -time.Hour, "Mon 2026-03-02 10:00"},
		{"over lunch", lunch, "Mon 2026-03-02 13:00", 2 * time.Hour, "Mon 2026-03-02 17:00"},
		{"into Saturday", lunch, "Fri 2026-03-06 18:00", 3 * time.Hour, "Sat 2026-03-07 12:00"},
		{"the short Sunday in spring", night, "Sun 2026-03-08 00:00", 23*time.Hour + time.Minute, "Sun 2026-03-15 00:01"},
		{"the long Sunday in autumn", night, "Sun 2026-11-01 00:00", 24 * time.Hour, "Sun 2026-11-01 23:00"},
	} {
		at, err := time.ParseInLocation(layout, c.at, c.hours.Zone)
		if err != nil {
			t.Fatal(err)
		}
		got := c.hours.Add(at, c.d)
		if text := got.In(c.hours.Zone).Format(layout); text != c.want {
			t.Errorf("%s: %s + %s = %s, want %s", c.name, c.at, c.d, text, c.want)
		}
		if got.Location() != time.UTC {
			t.Errorf("%s: the result is in %s, want UTC", c.name, got.Location())
		}
	}
}

func TestHoursAlways(t *testing.T) {
	var h Hours
	if got := h.Add(now, 5*time.Hour); !got.Equal(now.Add(5*time.Hour)) || !h.IsOpen(now) || h.Day() != 24*time.Hour {
		t.Errorf("without hours it is always open, got %s", got)
	}
}

func TestOpeningProblems(t *testing.T) {
	for _, text := range []string{"Mon", "Mon-Fri", "Mon-Fri 9-18", "Mon 18:00-09:00", "Mon 09:00-25:00", "Mon 09:60-10:00", "Foo 09:00-10:00",
		"Mon 09:00-12:00; Mon-Fri 11:00-13:00", "Mon, Tue 09:00-10:00", "Mon 09:00-09:00"} {
		if got, err := parseOpening(text); err == nil {
			t.Errorf("%q should be refused, got %v", text, got)
		}
	}
	if got, err := parseOpening("Sat-Mon 22:00-24:00"); err != nil || len(got[time.Sunday]) != 1 || len(got[time.Tuesday]) != 0 {
		t.Errorf("days may run over the week's end, got %v %v", got, err)
	}
}

var zones = []string{"UTC", "America/New_York", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Cairo"}

func drawHours(t *rapid.T) Hours {
	loc, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
	if err != nil {
		t.Fatal(err)
	}
	h := Hours{Zone: loc}
	for d := range h.Open {
		last := 0
		for range rapid.IntRange(0, 2).Draw(t, "spans") {
			from := rapid.IntRange(last, 24*60-1).Draw(t, "from")
			to := rapid.IntRange(from+1, 24*60).Draw(t, "to")
			if last = to; from < to {
				h.Open[d] = append(h.Open[d], Span{from, to})
			}
			if last == 24*60 {
				break
			}
		}
	}
	return h
}

func drawTime(t *rapid.T, label string) time.Time {
	return time.Unix(rapid.Int64Range(1_000_000_000, 2_000_000_000).Draw(t, label), 0)
}

func TestHoursProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h, at, later := drawHours(t), drawTime(t, "at"), drawTime(t, "later")
		if later.Before(at) {
			at, later = later, at
		}
		d := time.Duration(rapid.Int64Range(0, int64(200*time.Hour)).Draw(t, "d"))
		more := time.Duration(rapid.Int64Range(0, int64(50*time.Hour)).Draw(t, "more"))
		got := h.Add(at, d)
		if got.Before(at.Add(d)) {
			t.Fatalf("%s of opening time after %s cannot be over at %s", d, at, got)
		}
		if h.Add(later, d).Before(got) {
			t.Fatalf("starting later must not end earlier: %s, %s", got, h.Add(later, d))
		}
		if h.Add(at, d+more).Before(got) {
			t.Fatalf("more time must not end earlier")
		}
		if again := h.Add(h.Add(at, d), more); more > 0 && !again.Equal(h.Add(at, d+more)) {
			t.Fatalf("%s and then %s ends at %s, together at %s", d, more, again, h.Add(at, d+more))
		}
		if !h.IsOpen(got) && !h.IsOpen(got.Add(-time.Nanosecond)) {
			t.Fatalf("%s lies inside closed time", got)
		}
	})
}
