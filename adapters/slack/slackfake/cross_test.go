package slackfake_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slacktest"

	"amends/adapters/slack/slackfake"
)

// TestTheSameCallsAsTheClientsOwnFake sends the same posts to this fake and to slacktest, which comes with the client and was
// written by others: both must understand text, thread, attachments and blocks alike.
func TestTheSameCallsAsTheClientsOwnFake(t *testing.T) {
	r := newRig(t, slackfake.Options{})
	other := slacktest.NewTestServer()
	other.Start()
	t.Cleanup(other.Stop)
	theirs := slack.New(r.BotToken(), slack.OptionAPIURL(other.GetAPIURL()))
	rtm := theirs.NewRTM()
	go rtm.ManageConnection()
	t.Cleanup(func() { _ = rtm.Disconnect() })

	parent := r.post(slack.MsgOptionText("parent", false))
	posts := [][]slack.MsgOption{
		{slack.MsgOptionText("plain & <escaped> ünïcode 🙂", true)},
		{slack.MsgOptionText("in a thread", false), slack.MsgOptionTS(parent)},
		{slack.MsgOptionText("fallback", false), slack.MsgOptionBlocks(section("*bold*"), slack.NewDividerBlock(),
			slack.NewActionBlock("acts", button("take", "Take").WithStyle(slack.StyleDanger), button("no", "Decline")),
			slack.NewContextBlock("ctx", plain("small print")), slack.NewHeaderBlock(plain("Case 1")))},
		{slack.MsgOptionAttachments(slack.Attachment{Text: "attached", Color: "good"})},
	}
	for i, options := range posts {
		ours, err := ourReading(r, options)
		r.ok(err)
		_, _, err = theirs.PostMessage(r.desk, options...)
		r.ok(err)
		read := theirReading(t, rtm)
		if diff := cmp.Diff(read, ours); diff != "" {
			t.Errorf("post %d is read differently (-slacktest +slackfake):\n%s", i, diff)
		}
	}
}

// reading is what a server made of a post.
type reading struct {
	Text, Thread, Blocks string
	Attachments          []string
}

func ourReading(r *rig, options []slack.MsgOption) (reading, error) {
	ts := r.post(options...)
	list, _, _, err := r.api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: r.desk, Timestamp: ts})
	if err != nil {
		return reading{}, err
	}
	at := slices.IndexFunc(list, func(m slack.Message) bool { return m.Timestamp == ts })
	return readOf(list[at].Msg), nil
}

func theirReading(t *testing.T, rtm *slack.RTM) reading {
	t.Helper()
	for ev := range rtm.IncomingEvents {
		if m, ok := ev.Data.(*slack.MessageEvent); ok {
			return readOf(m.Msg)
		}
	}
	t.Fatal("slacktest said nothing")
	return reading{}
}

// readOf leaves out what only one of them makes up: the IDs of blocks.
func readOf(m slack.Msg) reading {
	got := reading{Text: m.Text, Thread: m.ThreadTimestamp}
	raw, _ := json.Marshal(m.Blocks)
	var blocks []map[string]any
	_ = json.Unmarshal(raw, &blocks)
	for _, b := range blocks {
		if b["type"] != "actions" && b["type"] != "context" {
			delete(b, "block_id")
		}
	}
	if len(blocks) > 0 {
		raw, _ = json.MarshalIndent(blocks, "", " ")
		got.Blocks = string(raw)
	}
	for _, a := range m.Attachments {
		got.Attachments = append(got.Attachments, a.Color+" "+a.Text)
	}
	return got
}

func BenchmarkPost(b *testing.B) {
	s := slackfake.New(slackfake.Options{Log: 100})
	defer s.Close()
	desk, _ := s.Desk("disputes")
	api := slack.New(s.BotToken(), slack.OptionAPIURL(s.URL()))
	for b.Loop() {
		if _, _, err := api.PostMessage(desk, slack.MsgOptionText("card", false), slack.MsgOptionBlocks(section("*Case*"),
			slack.NewActionBlock("acts", button("take", "Take"), button("no", "Decline")))); err != nil {
			b.Fatal(err)
		}
	}
}
