package slack

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"amends/adapters/slack/slackfake"
	"amends/bot"
	"amends/dialogue"
)

func withEvidence(ids ...string) dialogue.Card {
	card := card7K2M
	for _, id := range ids {
		card.Evidence = append(card.Evidence, dialogue.CardEvidence{ID: id, Proves: "what arrived"})
	}
	return card
}

func TestPicturesOfACard(t *testing.T) {
	o := newOutside(t)
	o.photo("p1")
	card := o.show(withEvidence("p1"))
	if n := strings.Count(raw(o.message(card)), `"slack_file"`); n != 1 {
		t.Fatalf("the card shows %d pictures, want one: %s", n, raw(o.message(card)))
	}
	if th := o.thread(card); len(th) != 2 || len(th[1].Files) != 1 || th[1].Files[0].AltText != "what arrived" {
		t.Errorf("the thread has %d messages, want the picture in it once, with words for who cannot see it", len(th))
	}
	if id := o.receipts["telegram:42 file:p1"]; id == "" || o.slack.Files()[id].ID != id {
		t.Errorf("the picture is kept as %q, want Slack's file ID", id)
	}
	o.photo("p2")
	o.show(withEvidence("p1", "p2"))
	again := must(New(o.channel.cfg))(t) // after a restart
	must(again.Send(t.Context(), o.delivery("card:A-7K2M", dialogue.ShowCase{Card: withEvidence("p1", "p2", "p1")})))(t)
	if n := len(o.slack.Files()); n != 2 {
		t.Errorf("%d files were uploaded, want each once", n)
	}
	if n := strings.Count(raw(o.message(card)), `"slack_file"`); n != 2 {
		t.Errorf("the card shows %d pictures, want two", n)
	}
}

func TestFilesThatAreNoPictures(t *testing.T) {
	o := newOutside(t)
	o.pictures["v1"] = []byte("....ftypmp42")
	card := o.show(withEvidence("v1", "lost"))
	if m := o.message(card); strings.Contains(raw(m), "slack_file") || len(o.thread(card)) != 2 {
		t.Errorf("a video is shown as a picture, or not in the thread: %s", raw(m))
	}
	again := must(New(o.channel.cfg))(t)
	must(again.Send(t.Context(), o.delivery("card:A-7K2M", dialogue.ShowCase{Card: withEvidence("v1")})))(t)
	if m := o.message(card); strings.Contains(raw(m), "slack_file") {
		t.Errorf("after a restart a video is shown as a picture: %s", raw(m))
	}
}

func TestFilesOfARelay(t *testing.T) {
	o := newOutside(t)
	card := o.show(card7K2M)
	o.photo("p1")
	o.photo("p2")
	o.said("m1", "look", "p1", "p2", "lost")
	th := o.thread(card)
	if len(th) != 4 || len(th[2].Files) != 2 || !strings.Contains(th[3].Shown(), "1 file of the buyer's can't be shown") {
		t.Fatalf("the thread has %d messages, want words, both pictures, and that one is missing", len(th))
	}
	if !strings.Contains(th[1].Shown(), "3 files") {
		t.Errorf("the words say %q, want that three files came with them", th[1].Shown())
	}
}

func TestASecondTryRepeatsNothing(t *testing.T) {
	for _, method := range []string{"files.getUploadURLExternal", "upload", "files.completeUploadExternal"} {
		o := newOutside(t)
		card := o.show(card7K2M)
		o.photo("p1")
		d := o.delivery(bot.RelayKey("desk", "m1"), dialogue.Relay{To: "desk", From: "buyer", Case: "A-7K2M", Text: "look", Event: "m1", Files: []string{"p1"}})
		o.slack.FailNext(1, method, slackfake.Failure{Status: 503})
		if _, err := o.channel.Send(t.Context(), d); err == nil || strings.Contains(err.Error(), "/upload/v1/") {
			t.Fatalf("%s failed and Send says %v, want an error without the upload's address", method, err)
		}
		d.Attempt = 1
		another := must(New(o.channel.cfg))(t)
		must(another.Send(t.Context(), d))(t)
		if th := o.thread(card); len(th) != 3 {
			t.Errorf("%s failed once: the thread has %d messages, want words and picture once each", method, len(th))
		}
	}
}

func TestTheWordsDoNotWaitForPicturesForEver(t *testing.T) {
	o := newOutside(t)
	o.photo("p1")
	o.slack.FailNext(1, "files.getUploadURLExternal", slackfake.Failure{Error: "missing_scope"})
	card := o.show(withEvidence("p1"))
	if strings.Contains(raw(o.message(card)), "slack_file") || !strings.Contains(o.logged.String(), "slack-manifest") {
		t.Errorf("without the scope for files the card is not there, or the log does not say what to do:\n%s", o.logged)
	}
}

func TestAPictureThatIsNotReadyYet(t *testing.T) {
	o := newOutside(t)
	o.photo("p1")
	d := o.delivery("card:A-7K2M", dialogue.ShowCase{Card: withEvidence("p1")})
	o.slack.FailNext(1, "chat.update", slackfake.Failure{Error: "invalid_blocks"})
	_, err := o.channel.Send(t.Context(), d)
	var later *bot.RetryAfter
	if !errors.As(err, &later) || later.After != pictureSettles {
		t.Fatalf("a picture that Slack is not ready to show is the error %v, want *bot.RetryAfter", err)
	}
	d.Attempt = 1
	card := must(o.channel.Send(t.Context(), d))(t)
	if n := strings.Count(raw(o.message(card)), `"slack_file"`); n != 1 || len(o.top()) != 1 {
		t.Errorf("the second try shows %d pictures on %d cards", n, len(o.top()))
	}
	o.pass(time.Minute)
	o.slack.FailNext(1, "chat.update", slackfake.Failure{Error: "invalid_blocks"})
	o.show(withEvidence("p1"))
	if m := o.message(card); strings.Contains(raw(m), "slack_file") || len(m.Blocks) == 0 {
		t.Error("a picture that Slack never shows holds the card up")
	}
}

func TestOpen(t *testing.T) {
	o := newOutside(t)
	agent := o.slack.Agent(o.users[0])
	must(agent.ReplyFile(o.desk, "", "label.pdf", []byte("%PDF-1.7 label"), ""))(t)
	var id string
	for id = range o.slack.Files() {
	}
	content, name, kind, err := o.channel.Open(t.Context(), "slack:"+id)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = content.Close() }()
	if got := must(io.ReadAll(content))(t); string(got) != "%PDF-1.7 label" || name != "label.pdf" || kind != "application/pdf" {
		t.Errorf("Open gives %q, %s, %s", got, name, kind)
	}
	for _, ref := range []string{"", "slack:", "telegram:1", "slack:F404"} {
		if _, _, _, err := o.channel.Open(t.Context(), ref); !errors.Is(err, bot.ErrPermanent) {
			t.Errorf("Open(%q) fails with %v, want bot.ErrPermanent", ref, err)
		}
	}
	o.slack.FailNext(1, "download", slackfake.Failure{Status: 503})
	if _, _, _, err := o.channel.Open(t.Context(), "slack:"+id); err == nil || errors.Is(err, bot.ErrPermanent) || strings.Contains(err.Error(), "files-pri") {
		t.Errorf("a download that failed is %v, want an error to try again, without the address", err)
	}
}

func TestAFileIsBounded(t *testing.T) {
	var b bounded
	_, err := io.Copy(&b, io.LimitReader(endless{}, maxFile+1))
	if !errors.Is(err, errTooLarge) || b.Len() > maxFile {
		t.Errorf("%d bytes were taken, %v", b.Len(), err)
	}
	o := newOutside(t)
	must(o.slack.Agent(o.users[0]).ReplyFile(o.desk, "", "big.bin", bytes.Repeat([]byte{1}, maxFile+1), ""))(t)
	for id := range o.slack.Files() {
		if _, _, _, err := o.channel.Open(t.Context(), "slack:"+id); !errors.Is(err, bot.ErrPermanent) {
			t.Errorf("a file of more than 20 MB is %v, want bot.ErrPermanent", err)
		}
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }
