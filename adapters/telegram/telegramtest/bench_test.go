package telegramtest_test

import (
	"testing"

	"amends/adapters/telegram/telegramtest"
)

// BenchmarkSend is whole calls over loopback, the client's part included.
func BenchmarkSend(b *testing.B) {
	s := start(b, telegramtest.Options{Limits: telegramtest.Limits{Off: true}})
	var ids []int64
	for range 100 {
		p := s.User(telegramtest.User{})
		p.Start("")
		ids = append(ids, p.ID())
	}
	b.RunParallel(func(pb *testing.PB) {
		for n := 0; pb.Next(); n++ {
			a, err := ask(b.Context(), s, "sendMessage", params{"chat_id": ids[n%len(ids)], "text": "<b>Hello</b>, your case is open", "parse_mode": "HTML"})
			if err != nil || !a.OK {
				b.Fatal(a, err)
			}
		}
	})
}

// BenchmarkUpdate is a message of a person until it is fetched and confirmed, a hundred at a time.
func BenchmarkUpdate(b *testing.B) {
	s := start(b, telegramtest.Options{})
	ana, offset := s.User(telegramtest.User{}), 0
	for n := range b.N {
		ana.Say("hello")
		if n%100 == 99 || n == b.N-1 {
			got := updates(b, s, params{"offset": offset})
			offset = got[len(got)-1].ID + 1
		}
	}
}
