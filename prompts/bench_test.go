package prompts

import "testing"

func BenchmarkText(b *testing.B) {
	c := loaded(b)
	f := full()
	for _, key := range []string{"inform.taken", "inform.greeting", "offer.line.partial_keep", "inform.settled.replace", "desk.ask.approve"} {
		b.Run(key, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.Text("en", key, 1, f)
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := Load(); err != nil {
			b.Fatal(err)
		}
	}
}
