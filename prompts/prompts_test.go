package prompts

import (
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

func loaded(t testing.TB) *Catalog {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatalf("the embedded texts should load:\n%v", err)
	}
	return c
}

func TestLoadedTextsAreClean(t *testing.T) {
	c := loaded(t)
	if got := c.Languages(); got[0] != "en" || !slices.IsSorted(got[1:]) || len(got) < 4 {
		t.Errorf("languages: got %q, want English first, then the others by name", got)
	}
	keys := c.Keys()
	if len(keys) < 400 || !slices.IsSorted(keys) {
		t.Errorf("got %d keys, sorted: %v; want all of them, sorted", len(keys), slices.IsSorted(keys))
	}
	for _, key := range keys {
		if !c.Has(key) {
			t.Errorf("%s is listed, so Has should know it", key)
		}
		for _, lang := range c.Languages() {
			if c.Variants(lang, key) == 0 || c.Text(lang, key, 0, full()) == "" {
				t.Errorf("%s says nothing in %s", key, lang)
			}
		}
	}
}

func TestText(t *testing.T) {
	c := loaded(t)
	f := Fields{Seller: "Northwind"}
	tests := []struct {
		name, lang, key string
		variant         int
		want            string
	}{
		{"first variant", "en", "inform.thanks", 0, "You're welcome."},
		{"second variant", "en", "inform.thanks", 1, "Glad to help."},
		{"variants go round", "en", "inform.thanks", 4, "Glad to help."},
		{"backwards too", "en", "inform.thanks", -1, "Any time."},
		{"Spanish", "es", "inform.thanks", 0, "De nada."},
		{"a region falls back to its language", "es-MX", "inform.thanks", 0, "De nada."},
		{"case does not matter then", "ES-mx", "inform.thanks", 0, "De nada."},
		{"an unknown language falls back to English", "xx", "inform.thanks", 0, "You're welcome."},
		{"no language is English", "", "inform.thanks", 0, "You're welcome."},
		{"an unknown key says nothing", "en", "inform.nonsense", 0, ""},
		{"a key of others says nothing", "en", "inform", 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := c.Text(tt.lang, tt.key, tt.variant, f); got != tt.want {
				t.Errorf("Text(%q, %q, %d) = %q, want %q", tt.lang, tt.key, tt.variant, got, tt.want)
			}
		})
	}
	if c.Has("inform.nonsense") || c.Variants("en", "inform.nonsense") != 0 {
		t.Error("an unknown key should have no variants")
	}
}

func TestKeysAreCopies(t *testing.T) {
	c := loaded(t)
	c.Keys()[0], c.Languages()[0] = "changed", "changed"
	if c.Keys()[0] == "changed" || c.Languages()[0] == "changed" {
		t.Error("a caller should not be able to change the catalog")
	}
}

func TestConcurrentUse(t *testing.T) {
	c := loaded(t)
	want := c.Text("en", "offer.line.partial_keep", 0, full())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 100 {
				if got := c.Text("en", "offer.line.partial_keep", 0, full()); got != want {
					t.Errorf("got %q, want %q", got, want)
				}
			}
		})
	}
	wg.Wait()
}

// Whatever the fields hold, every text can be said.
func TestAnyFields(t *testing.T) {
	c := loaded(t)
	keys := c.Keys()
	rapid.Check(t, func(t *rapid.T) {
		f := full()
		f.Item, f.Words, f.Reason = rapid.String().Draw(t, "item"), rapid.String().Draw(t, "words"), rapid.String().Draw(t, "reason")
		f.Amount.Minor, f.Amount.Currency = rapid.Int64().Draw(t, "minor"), rapid.SampledFrom([]string{"USD", "JPY", "", "no"}).Draw(t, "currency")
		f.Count, f.Return = rapid.Int().Draw(t, "count"), rapid.String().Draw(t, "return")
		f.List = rapid.SliceOfN(rapid.String(), 0, 4).Draw(t, "list")
		key, n := rapid.SampledFrom(keys).Draw(t, "key"), rapid.Int().Draw(t, "variant")
		if c.Text("es", key, n, f) == "" {
			t.Fatalf("%s says nothing", key)
		}
	})
}
