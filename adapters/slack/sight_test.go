package slack

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"amends/adapters/slack/slackfake"
	"amends/bot"
	"amends/dialogue"
)

// eyes are a model that looks at pictures: each is asked for its answer in turn.
type eyes struct {
	mu    sync.Mutex
	says  []bot.Sight
	asked int
}

func (e *eyes) look(_ context.Context, id dialogue.ConversationID, picture []byte, kind string) (bot.Sight, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked++
	if id != buyer42 || len(picture) == 0 || kind != "image/jpeg" {
		return "", errors.New("that is no picture")
	}
	return e.says[(e.asked-1)%len(e.says)], nil
}

func seeing(t *testing.T, says ...bot.Sight) (*outside, *eyes) {
	e := &eyes{says: says}
	o := newOutside(t, func(cfg *Config) { cfg.Look = e.look })
	for _, id := range []string{"p1", "p2", "p3", "p4", "p5", "p6"} {
		o.photo(id)
	}
	return o, e
}

// impressions are the lines of a thread that say what pictures seem to show.
func (o *outside) impressions(card string) []string {
	var list []string
	for _, m := range o.thread(card) {
		if strings.HasPrefix(m.Text, ":eyes:") {
			list = append(list, m.Shown())
		}
	}
	return list
}

func TestWhatPicturesSeemToShow(t *testing.T) {
	o, e := seeing(t, bot.SightDamage)
	card := o.show(card7K2M)
	o.photo("v1")
	d := o.delivery(bot.RelayKey("desk", "m1"), dialogue.Relay{To: "desk", From: "buyer", Case: "A-7K2M", Text: "look", Event: "m1", Files: []string{"p1", "v1"}})
	o.sent(d)
	want := []string{":eyes: Looks like: damage. A model's impression, nothing is decided by it."}
	if got := o.impressions(card); !slices.Equal(got, want) || len(o.thread(card)) != 4 {
		t.Fatalf("the thread of %d messages says %q, want %q below words and files", len(o.thread(card)), got, want)
	}
	d.Attempt = 1
	o.sent(d)
	o.show(withEvidence("p1"))
	o.channel = must(New(o.channel.cfg))(t) // after a restart
	o.sent(d)
	o.show(withEvidence("p1"))
	o.channel.besides.running.Wait()
	if got := o.impressions(card); len(got) != 1 || e.asked != 1 {
		t.Errorf("the model looked %d times and the thread says %q, want each picture looked at once", e.asked, got)
	}
}

func TestPicturesOfACardAreLookedAt(t *testing.T) {
	o, e := seeing(t, bot.SightItem, bot.SightLabel, bot.SightItem, "")
	card := o.show(withEvidence("p1", "p2", "p3", "p4", "p5"))
	o.channel.besides.running.Wait()
	got := o.impressions(card)
	if len(got) != 1 || !strings.Contains(got[0], "the item") || !strings.Contains(got[0], "a label") || strings.Count(got[0], "the item") != 1 {
		t.Errorf("the thread says %q, want one line with what several pictures show", got)
	}
	if e.asked != mostSights {
		t.Errorf("the model looked at %d pictures of one delivery, want %d at most", e.asked, mostSights)
	}
	o.show(withEvidence("p1", "p6"))
	o.channel.besides.running.Wait()
	if e.asked != mostSights+1 || len(o.impressions(card)) != 2 {
		t.Errorf("a picture that came later was not looked at: %d in all", e.asked)
	}
}

func TestPicturesThatSayNothing(t *testing.T) {
	for name, look := range map[string]func(context.Context, dialogue.ConversationID, []byte, string) (bot.Sight, error){
		"nobody looks": nil,
		"nothing":      func(context.Context, dialogue.ConversationID, []byte, string) (bot.Sight, error) { return "", nil },
		"hostile": func(context.Context, dialogue.ConversationID, []byte, string) (bot.Sight, error) {
			return bot.Sight(hostile), nil
		},
		"an error": func(context.Context, dialogue.ConversationID, []byte, string) (bot.Sight, error) {
			return bot.SightItem, errors.New("blind")
		},
		"a panic": func(context.Context, dialogue.ConversationID, []byte, string) (bot.Sight, error) { panic("blind") },
		"it hangs": func(ctx context.Context, _ dialogue.ConversationID, _ []byte, _ string) (bot.Sight, error) {
			<-ctx.Done()
			return "", ctx.Err()
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOutside(t, func(cfg *Config) { cfg.Look = look })
			o.channel.patience = time.Millisecond
			o.photo("p1")
			card := o.show(withEvidence("p1"))
			o.channel.besides.running.Wait()
			if n := len(o.thread(card)); n != 2 {
				t.Errorf("the thread has %d messages, want the picture alone", n)
			}
		})
	}
}

func TestThePictureThatDidNotComeIsNotLookedAt(t *testing.T) {
	o, e := seeing(t, bot.SightItem)
	card := o.show(card7K2M)
	d := o.delivery(bot.RelayKey("desk", "m1"), dialogue.Relay{To: "desk", From: "buyer", Case: "A-7K2M", Text: "look", Event: "m1", Files: []string{"p1"}})
	o.slack.FailNext(1, "files.completeUploadExternal", slackfake.Failure{Status: 503})
	if _, err := o.channel.Send(t.Context(), d); err == nil {
		t.Fatal("an upload that failed is no error")
	}
	d.Attempt = 1
	o.sent(d)
	if got := o.impressions(card); len(got) != 1 || e.asked != 1 {
		t.Errorf("after the second try the thread says %q and the model looked %d times, want both once", got, e.asked)
	}
}
