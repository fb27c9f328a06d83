package playbook

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 12, 0, 0, 0, time.UTC) }

func TestClaim(t *testing.T) {
	b := mustDefault(t)
	for _, c := range []struct {
		name, market string
		in           ClaimInput
		want         Claim
	}{
		{"amazon, wrong item", "amazon", ClaimInput{Issue: WrongItem, Contacted: day(3, 2), Estimated: day(2, 27), Delivered: day(2, 26), Now: day(3, 2)},
			Claim{Earliest: day(3, 4), Latest: day(5, 27)}},
		{"amazon, not received: three days after the estimate", "amazon", ClaimInput{Issue: NotReceived, Contacted: day(3, 1), Estimated: day(3, 4), Now: day(3, 2)},
			Claim{Earliest: day(3, 7), Latest: day(6, 1)}},
		{"amazon, scanned as delivered", "amazon", ClaimInput{Issue: NotReceived, Contacted: day(3, 1), Estimated: day(3, 4), Delivered: day(3, 1), Now: day(3, 2)},
			Claim{Earliest: day(3, 3), Latest: day(6, 1)}},
		{"amazon, not reported there", "amazon", ClaimInput{Issue: Damaged, Estimated: day(2, 27), Now: day(3, 2)},
			Claim{Latest: day(5, 27), Missing: []string{"contacted"}}},
		{"amazon, nothing known", "amazon", ClaimInput{Issue: NotReceived, Now: day(3, 2)}, Claim{Missing: []string{"contacted", "estimated"}}},
		{"ebay, over a weekend", "ebay", ClaimInput{Issue: Damaged, Contacted: day(3, 6), Delivered: day(3, 5), Now: day(3, 6)},
			Claim{Earliest: day(3, 11), Latest: day(4, 3)}},
		{"own shop", "own", ClaimInput{Issue: Damaged, Now: day(3, 2)}, Claim{}},
		{"a marketplace without a pack", "bazaar", ClaimInput{Issue: Damaged, Now: day(3, 2)}, Claim{}},
	} {
		if diff := cmp.Diff(c.want, b.Pack(c.market).Claim(c.in)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestClaimStarts(t *testing.T) {
	p := Pack{After: "paid", Latest: Figure{Days: 180}}
	if got := p.Claim(ClaimInput{Placed: day(1, 1), Now: day(1, 5)}); !got.Earliest.Equal(day(1, 5)) || !got.Latest.Equal(day(6, 29)) {
		t.Errorf("with nothing to wait for a claim can be made now, got %+v", got)
	}
	if got := p.Claim(ClaimInput{Now: day(1, 5)}); !cmp.Equal(got.Missing, []string{"paid"}) {
		t.Errorf("want the payment missing, got %+v", got)
	}
}

func TestEveryFigureHasASource(t *testing.T) {
	for name, p := range mustDefault(t).Packs {
		for _, f := range []Figure{p.Wait, p.NotArrived, p.Latest, p.Appeal} {
			if f.Days > 0 && (f.Source == "" || !isoDate.MatchString(f.CheckedOn)) {
				t.Errorf("pack %s: %+v has no source or date", name, f)
			}
		}
		if p.Title == "" || len(p.Papers) == 0 {
			t.Errorf("pack %s needs a title and papers, got %+v", name, p)
		}
	}
}

// A buyer must not meet another language in the middle of a message.
func TestPackTextsAreInEveryLanguage(t *testing.T) {
	b := mustDefault(t)
	for name, p := range b.Packs {
		texts := map[string]map[string]string{"path": p.Path, "contact": p.Contact, "cost": p.Cost, "unknown": p.Unknown,
			"route_fulfilled": p.RouteFulfilled}
		if len(p.Programme) > 1 { // one name alone is the same everywhere
			texts["programme"] = p.Programme
		}
		for key, in := range texts {
			if len(in) == 0 {
				continue
			}
			for _, lang := range []string{"en", "es", "de", "fr", "it", "pt"} {
				if strings.TrimSpace(in[lang]) == "" {
					t.Errorf("pack %s: %s has no text in %s", name, key, lang)
				}
			}
		}
	}
}

func TestProgrammeNames(t *testing.T) {
	b := mustDefault(t)
	for lang, want := range map[string]string{"de": "A-bis-z-Garantie", "fr-CA": "Garantie A à Z", "en": "A-to-z Guarantee", "nl": "A-to-z Guarantee"} {
		if got := b.In(lang, b.Pack("amazon").Programme); got != want {
			t.Errorf("Amazon's programme in %s is %q, want %q", lang, got, want)
		}
	}
	if got := b.In("it", b.Pack("walmart").Programme); got != "Walmart Marketplace Promise" {
		t.Errorf("a name that is the same everywhere is %q in Italian", got)
	}
	if got := b.In("de", b.Pack("own").Programme); got != "" {
		t.Errorf("the seller's own shop has no programme, got %q", got)
	}
}

func TestIn(t *testing.T) {
	b := mustDefault(t)
	texts := map[string]string{"en": "yes", "es": "sí", "pt": "sim"}
	for lang, want := range map[string]string{"es": "sí", "es-MX": "sí", "pt": "sim", "de": "yes", "": "yes"} {
		if got := b.In(lang, texts); got != want {
			t.Errorf("In(%q) = %q, want %q", lang, got, want)
		}
	}
	if got := b.In("en", map[string]string{"fr": "oui"}); got != "oui" {
		t.Errorf("want whatever there is, got %q", got)
	}
	if got := b.In("en", nil); got != "" {
		t.Errorf("want nothing, got %q", got)
	}
}
