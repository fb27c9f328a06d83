package slackfake_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
	"go.uber.org/goleak"

	"amends/adapters/slack/slackfake"
)

func TestAnAppHearsWhatHappensInItsChannels(t *testing.T) {
	r := newRig(t, slackfake.Options{})
	a := r.start(nil)
	secret := r.AddChannel(slackfake.Channel{Name: "other", Members: []string{r.ana.ID}})
	_, err := r.ana.Post(secret.ID, "not for the app")
	r.ok(err)
	ts, err := r.ana.Post(r.desk, "see https://a.example/x?a=1&b=2, ask ana@b.example & <@U1>")
	r.ok(err)
	_, err = r.ana.Reply(r.desk, ts, "reply")
	r.ok(err)
	_, err = r.ana.ReplyFile(r.desk, ts, "a.txt", []byte("x"), "file")
	r.ok(err)
	r.ok(r.ana.Edit(r.desk, ts, "edited"))
	r.post(slack.MsgOptionText("from the bot", false))
	_, err = r.BotPost(r.desk, "", "jira", "from another bot")
	r.ok(err)
	r.ok(r.Remove(r.desk, ts))
	r.ok(r.ana.React(r.desk, r.Channel(r.desk)[1].TS, "eyes"))
	r.ana.OpenHome()
	r.ok(r.ana.Leave(r.desk))
	r.until("everything to be acknowledged", func() bool { return r.Unacknowledged() == 0 })

	want := []string{"|see <https://a.example/x?a=1&amp;b=2>, ask <mailto:ana@b.example|ana@b.example> &amp; <@U1>", "|reply", "file_share|file",
		"message_changed|edited", "|from the bot", "bot_message|from another bot", "message_changed|This message was deleted.",
		"channel_leave|<@" + r.ana.ID + "> has left the channel"}
	if got := a.messages(); !slices.Equal(got, want) {
		t.Errorf("the app heard\n%s\nexpected\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	var kinds []string
	for _, ev := range a.events() {
		if inner := ev.Data.(slackevents.EventsAPIEvent).InnerEvent; inner.Type != "message" {
			kinds = append(kinds, inner.Type)
		}
	}
	if want := []string{"reaction_added", "app_home_opened", "member_left_channel"}; !slices.Equal(kinds, want) {
		t.Errorf("besides messages the app heard %v, expected %v", kinds, want)
	}
}

func TestWhatIsNotAcknowledgedComesAgain(t *testing.T) {
	r := newRig(t, slackfake.Options{AckTimeout: 30 * time.Millisecond, RetryAfter: []time.Duration{0, time.Millisecond}})
	a := r.start(func(ev socketmode.Event) (any, bool) { return nil, ev.Request.RetryAttempt == 2 })
	_, err := r.ana.Post(r.desk, "hello")
	r.ok(err)
	r.until("the acknowledgement", func() bool { return r.Unacknowledged() == 0 })
	got := a.events()
	if len(got) != 3 || got[2].Request.RetryReason != "timeout" || got[0].Request.EnvelopeID == got[1].Request.EnvelopeID {
		t.Fatalf("%d envelopes, expected three with IDs of their own", len(got))
	}
	first, last := eventID(got[0]), eventID(got[2])
	if first == "" || first != last {
		t.Errorf("event_id of the first %q and of the last %q", first, last)
	}
	if acks := r.Acks(); len(acks) != 1 || acks[0].Attempt != 2 || acks[0].Name != "message" {
		t.Errorf("acknowledgements: %+v", acks)
	}
}

func TestAnEventNobodyWantsIsLost(t *testing.T) {
	r := newRig(t, slackfake.Options{AckTimeout: 10 * time.Millisecond, RetryAfter: []time.Duration{0}})
	r.start(func(socketmode.Event) (any, bool) { return nil, false })
	_, err := r.ana.Post(r.desk, "hello")
	r.ok(err)
	r.until("the event to be given up", func() bool { return r.Lost() == 1 && r.Unacknowledged() == 0 })
}

func eventID(ev socketmode.Event) string {
	return ev.Data.(slackevents.EventsAPIEvent).Data.(*slackevents.EventsAPICallbackEvent).EventID
}

func TestConnectionsComeAndGo(t *testing.T) {
	r := newRig(t, slackfake.Options{AckTimeout: time.Second})
	first := r.start(nil)
	r.Disconnect("refresh_requested")
	r.until("the client to come back", func() bool { return r.Connections() == 1 })
	_, err := r.ana.Post(r.desk, "after the refresh")
	r.ok(err)
	r.until("the acknowledgement", func() bool { return r.Unacknowledged() == 0 })

	second := r.start(nil)
	for range 10 {
		_, err := r.ana.Post(r.desk, "shared")
		r.ok(err)
	}
	r.until("the acknowledgements", func() bool { return r.Unacknowledged() == 0 })
	if n, m := len(first.messages()), len(second.messages()); n != 6 || m != 5 {
		t.Errorf("two connections share ten messages: the first has %d (one from before), the second %d", n, m)
	}
	r.Drop()
	_, err = r.ana.Post(r.desk, "into the gap")
	r.ok(err)
	r.until("the acknowledgement", func() bool { return r.Unacknowledged() == 0 })
}

func TestADeadConnectionsEnvelopesGoToAnother(t *testing.T) {
	r := newRig(t, slackfake.Options{AckTimeout: time.Minute})
	deaf := make(chan bool)
	r.start(func(ev socketmode.Event) (any, bool) {
		if ev.Request.RetryAttempt == 0 {
			close(deaf)
			return nil, false
		}
		return nil, true
	})
	_, err := r.ana.Post(r.desk, "hello")
	r.ok(err)
	<-deaf
	r.Drop()
	r.until("the acknowledgement", func() bool { return r.Unacknowledged() == 0 })
}

func TestFaultsOfDelivery(t *testing.T) {
	r := newRig(t, slackfake.Options{Seed: 1})
	a := r.start(nil)
	r.Redeliver(true)
	_, err := r.ana.Post(r.desk, "twice")
	r.ok(err)
	r.until("both copies", func() bool { return len(r.Acks()) == 2 })
	if seen := a.events(); eventID(seen[0]) != eventID(seen[1]) {
		t.Error("the copies have different event IDs")
	}
	r.Redeliver(false)
	r.Shuffle(true)
	var posted []string
	for _, text := range strings.Split("abcdefgh", "") {
		posted = append(posted, "|"+text)
		_, err := r.ana.Post(r.desk, text)
		r.ok(err)
	}
	r.until("the acknowledgements", func() bool { return r.Unacknowledged() == 0 })
	got := a.messages()[2:]
	if slices.Equal(got, posted) || len(got) != len(posted) {
		t.Errorf("shuffled: %v", got)
	}
}

func TestFaultsOfTheWebAPI(t *testing.T) {
	r := newRig(t, slackfake.Options{})
	r.FailNext(1, "chat.postMessage", slackfake.Failure{Error: "fatal_error"})
	_, _, err := r.api.PostMessage(r.desk, slack.MsgOptionText("x", false))
	r.refused(err, "fatal_error")
	r.FailNext(1, "", slackfake.Failure{Status: 502})
	if _, err := r.api.AuthTest(); err == nil || !strings.Contains(err.Error(), "502") {
		t.Errorf("a failure with status 502 gave %v", err)
	}
	r.AnswerLost(1, "chat.postMessage")
	if _, _, err := r.api.PostMessage(r.desk, slack.MsgOptionText("posted all the same", false)); err == nil {
		t.Error("a lost answer gave no error")
	}
	if got := r.Channel(r.desk); len(got) != 1 {
		t.Errorf("after a lost answer the channel holds %d messages, expected the one", len(got))
	}
	r.Down(true)
	if _, err := r.api.AuthTest(); err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("while down: %v", err)
	}
	r.Down(false)
	if _, err := r.api.AuthTest(); err != nil {
		t.Errorf("back again: %v", err)
	}
	if n := r.Count()["auth.test"]; n != 3 {
		t.Errorf("%d calls of auth.test on record, expected 3", n)
	}
}

func TestASilentConnectionIsNoticed(t *testing.T) {
	r := newRig(t, slackfake.Options{PingEvery: 10 * time.Millisecond})
	a := r.start(nil, socketmode.OptionPingInterval(60*time.Millisecond))
	r.Mute(true)
	_, err := r.ana.Post(r.desk, "into silence")
	r.ok(err)
	r.until("the client to open another connection", func() bool { return r.Count()["apps.connections.open"] > 1 })
	r.Mute(false)
	r.until("the acknowledgement", func() bool { return r.Unacknowledged() == 0 })
	if got := a.messages(); len(got) == 0 || got[0] != "|into silence" {
		t.Errorf("the app heard %v", got)
	}
}

func TestCloseLeavesNothingBehind(t *testing.T) {
	before := goleak.IgnoreCurrent()
	s := slackfake.New(slackfake.Options{})
	desk, _ := s.Desk("disputes")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	api := slack.New(s.BotToken(), slack.OptionAPIURL(s.URL()), slack.OptionAppLevelToken(s.AppToken()), slack.OptionHTTPClient(client))
	_, link, err := api.StartSocketModeContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ws, resp, err := websocket.DefaultDialer.Dial(link, nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if _, _, err := api.PostMessage(desk, slack.MsgOptionText("x", false)); err != nil {
		t.Fatal(err)
	}
	s.Close()
	_ = ws.Close()
	goleak.VerifyNone(t, before)
}
