package openai

import "testing"

// BenchmarkNotAsked is what it costs to find that a text needs no model, the built-in reading included.
func BenchmarkNotAsked(b *testing.B) {
	r := newRig(b, says(commands()), func(c *Config) { c.Use = Unsure })
	b.ReportAllocs()
	for b.Loop() {
		r.read(fresh(), "Hi, you sent me the wrong style of backpack, my order is 112-4567890-1234567 and the zip is 98101")
	}
}

// BenchmarkAsked is what a text costs beside the endpoint's own time.
func BenchmarkAsked(b *testing.B) {
	r := newRig(b, says(sad), func(c *Config) {
		c.Budget = Budget{Calls: 1 << 40, Tokens: 1 << 40, ConversationCalls: 1 << 40, ConversationTokens: 1 << 40}
	})
	b.ReportAllocs()
	for b.Loop() {
		r.wire.bodies, r.calls = nil, nil
		r.read(fresh(), odd)
	}
}

// BenchmarkRewordRemembered is what a wording costs that was written before.
func BenchmarkRewordRemembered(b *testing.B) {
	_, w := newWriter(b, says(written(agreedGood)), unbounded)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Reword(b.Context(), "c", "en", agreedText, agreedKeep); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCheckWording is what it costs to check one.
func BenchmarkCheckWording(b *testing.B) {
	_, w := newWriter(b, says(""))
	b.ReportAllocs()
	for b.Loop() {
		w.checkWording(b.Context(), "en", agreedGood, agreedGood)
	}
}
