package bot

import (
	"fmt"
	"testing"
	"time"
)

func TestPaceForgetsQuietChats(t *testing.T) {
	p := newPace(map[string]Limits{"test": {PerChat: 1}})
	now := time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)
	for i := range 3 * mostChats {
		now = now.Add(time.Millisecond)
		p.wait("test", Delivery{ID: fmt.Sprint(i), To: Destination{Channel: "test", Chat: fmt.Sprint(i)}}, now)
	}
	if len(p.chats) > mostChats {
		t.Errorf("%d chats remembered, want at most %d", len(p.chats), mostChats)
	}
}

func TestPaceForgetsPlacesNobodyCameFor(t *testing.T) {
	p := newPace(map[string]Limits{"test": {Global: 1000}})
	now := time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC)
	to := Destination{Channel: "test", Chat: "a"}
	for i := range mostPlaces + 1 {
		p.wait("test", Delivery{ID: fmt.Sprint(i), To: to}, now)
	}
	now = now.Add(time.Hour)
	for i := range 10 {
		p.wait("test", Delivery{ID: fmt.Sprint("later", i), To: to}, now)
	}
	if n := len(p.lines["test"].places); n > 20 {
		t.Errorf("%d places kept, want the old ones forgotten", n)
	}
}

func TestClipKeepsRunesWhole(t *testing.T) {
	for n, want := range []string{"", "a", "a", "aü", "aü", "aü", "aü", "aü🙂"} {
		if got := clip("aü🙂", n); got != want {
			t.Errorf("clip to %d bytes: %q, want %q", n, got, want)
		}
	}
}
