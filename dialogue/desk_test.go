package dialogue

import (
	"testing"

	"amends/dialogue/money"
	"amends/dialogue/playbook"
)

// TestAgentTerms: what an agent writes beside an offer, read as an amount or as a part of the item's price.
func TestAgentTerms(t *testing.T) {
	k := &Case{Order: &Order{ID: "1", Marketplace: playbook.OwnShop, Currency: "USD", Items: []Item{{Title: "Mug", Quantity: 1, Price: 2000}}}}
	turn := &turn{e: testEngine(t)}
	standard := money.Money{Minor: 500, Currency: "USD"}
	for note, want := range map[string]int64{"": 500, "  ": 500, "USD": 500, "30%": 600, "30": 600, "30 %": 600, "12 USD": 1200, "12.00": 1200, "12.5": 1250, "12.50 USD": 1250, "100%": 2000} {
		if got, ok := turn.agentTerms(k, standard, note); !ok || got.Minor != want || got.Currency != "USD" {
			t.Errorf("%q is %v, %v, want %d cents", note, got, ok, want)
		}
	}
	for _, note := range []string{"x", "-5", "101%", "-5.00", "12 EUR", "1e3 USD", "a lot", "12% USD"} {
		if got, ok := turn.agentTerms(k, standard, note); ok {
			t.Errorf("%q is %v, want it refused", note, got)
		}
	}
}
