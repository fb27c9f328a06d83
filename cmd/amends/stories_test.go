package main

import (
	"bytes"
	"testing"

	"amends/adapters/script"
	"amends/adapters/telegram"
)

// TestStories plays every story of the tree, each twice: the second time must go like the first.
func TestStories(t *testing.T) { playStories(t, "", 2) }

// TestStoriesOverTelegram plays them once more, by what a buyer does in Telegram and an agent in Slack.
func TestStoriesOverTelegram(t *testing.T) {
	if testing.Short() {
		t.Skip("every story over two networks takes long")
	}
	playStories(t, telegram.ChannelName, 1)
}

func playStories(t *testing.T, channel string, repeat int) {
	t.Helper()
	kit, err := newToolkit()
	if err != nil {
		t.Fatal(err)
	}
	var report bytes.Buffer
	sum, err := script.Run(t.Context(), script.Options{World: kit.world(), Paths: []string{"../../dialogue/stories"}, Channel: channel, Repeat: repeat, Out: &report})
	if err != nil {
		t.Fatal(err)
	}
	if sum.Failed > 0 {
		t.Errorf("%d of %d stories failed:\n%s", sum.Failed, sum.Failed+sum.Passed, report.String())
	}
}
