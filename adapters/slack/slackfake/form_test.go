package slackfake_test

import (
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"

	"amends/adapters/slack/slackfake"
)

// replyModal is a form with a required text and an optional choice.
func replyModal() slack.ModalViewRequest {
	note := slack.NewPlainTextInputBlockElement(plain("words"), "note_text")
	note.MaxLength = 20
	choice := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("pick"), "remedy_pick",
		slack.NewOptionBlockObject("replace", plain("Replacement"), nil), slack.NewOptionBlockObject("refund", plain("Refund"), nil))
	remedy := slack.NewInputBlock("remedy", plain("Remedy"), nil, choice)
	remedy.Optional = true
	return slack.ModalViewRequest{Type: slack.VTModal, Title: plain("Reply"), Submit: plain("Send"), Close: plain("Cancel"), CallbackID: "reply",
		PrivateMetadata: "case 1", NotifyOnClose: true, Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewInputBlock("note", plain("Note"), nil, note), remedy}}}
}

func TestAButtonAModalAndItsForm(t *testing.T) {
	r := newRig(t, slackfake.Options{})
	submissions := 0
	a := r.start(func(ev socketmode.Event) (any, bool) {
		cb, ok := ev.Data.(slack.InteractionCallback)
		switch {
		case ok && cb.Type == slack.InteractionTypeBlockActions:
			_, err := r.api.OpenView(cb.TriggerID, replyModal())
			return nil, err == nil && cb.ActionCallback.BlockActions[0].Value == "v"
		case ok && cb.Type == slack.InteractionTypeViewSubmission:
			if submissions++; submissions == 1 {
				return slack.NewErrorsViewSubmissionResponse(map[string]string{"note": "Say more"}), true
			}
		}
		return nil, true
	})
	card := r.post(slack.MsgOptionText("card", false), slack.MsgOptionBlocks(slack.NewActionBlock("acts", button("reply", "Reply"), button("take", "Take"))))
	if m, _ := r.Message(r.desk, card); len(m.Buttons()) != 2 {
		t.Fatalf("buttons of the card: %v", m.Buttons())
	}
	if _, err := r.ana.Press(r.desk, card, "Decline"); err == nil {
		t.Error("a button that is not there was pressed")
	}
	press, err := r.ana.Press(r.desk, card, "reply")
	r.ok(err)
	r.ok(press.Wait(r.ctx))
	open := r.Views(r.ana.ID)
	if len(open) != 1 || open[0].PrivateMetadata != "case 1" || len(open[0].Fields()) != 2 || open[0].Title != "Reply" {
		t.Fatalf("open views: %+v", open)
	}
	_, err = r.api.OpenView(press.TriggerID, replyModal())
	r.refused(err, "exchanged_trigger_id")
	for name, values := range map[string]map[string]any{"an empty field": {}, "a text that is too long": {"Note": long(21)}, "an option that is not there": {"Note": "x", "Remedy": "Nothing"}} {
		if _, err := r.ana.Submit(open[0].ID, values); err == nil {
			t.Errorf("%s was submitted", name)
		}
	}
	submit, err := r.ana.Submit(open[0].ID, map[string]any{"Note": "ok", "Remedy": "Refund"})
	r.ok(err)
	r.ok(submit.Wait(r.ctx))
	if submit.Errors()["note"] != "Say more" || len(r.Views(r.ana.ID)) != 1 {
		t.Errorf("after a refusal: errors %v, views %d", submit.Errors(), len(r.Views(r.ana.ID)))
	}
	submit, err = r.ana.Submit(open[0].ID, map[string]any{"note_text": "ok, more"})
	r.ok(err)
	r.ok(submit.Wait(r.ctx))
	if len(r.Views(r.ana.ID)) != 0 {
		t.Error("the modal is still open")
	}
	seen := a.events()
	state := seen[len(seen)-1].Data.(slack.InteractionCallback).View.State.Values
	if state["note"]["note_text"].Value != "ok, more" || state["remedy"]["remedy_pick"].SelectedOption.Value != "refund" {
		t.Errorf("submitted state: %+v", state)
	}
}

func TestViewsAndTheirRules(t *testing.T) {
	now := newClock()
	r := newRig(t, slackfake.Options{Now: now.Now})
	r.start(nil)
	card := r.post(slack.MsgOptionBlocks(slack.NewActionBlock("acts", button("go", "Go"))))
	trigger := func() string {
		press, err := r.ana.Press(r.desk, card, "go")
		r.ok(err)
		return press.TriggerID
	}
	stale := trigger()
	now.Advance(3*time.Second + time.Millisecond)
	_, err := r.api.OpenView(stale, replyModal())
	r.refused(err, "expired_trigger_id")
	_, err = r.api.OpenView("1.2.x", replyModal())
	r.refused(err, "invalid_trigger_id")
	_, err = r.api.PushView(trigger(), replyModal())
	r.refused(err, "not_found")

	root, err := r.api.OpenView(trigger(), replyModal())
	r.ok(err)
	for range 2 {
		_, err = r.api.PushView(trigger(), replyModal())
		r.ok(err)
	}
	_, err = r.api.PushView(trigger(), replyModal())
	r.refused(err, "push_limit_reached")
	_, err = r.api.UpdateView(replyModal(), "", "123.stale", root.ID)
	r.refused(err, "hash_conflict")
	updated, err := r.api.UpdateView(replyModal(), "", root.Hash, root.ID)
	r.ok(err)
	if updated.Hash == root.Hash {
		t.Error("an update left the hash as it was")
	}
	bad := replyModal()
	bad.Title, bad.Submit = plain(long(25)), nil
	_, err = r.api.OpenView(trigger(), bad)
	if no := r.refused(err, "invalid_arguments"); len(no.ResponseMetadata.Messages) != 2 {
		t.Errorf("messages: %v", no.ResponseMetadata.Messages)
	}
	closed, err := r.ana.CloseView(root.ID)
	r.ok(err)
	r.ok(closed.Wait(r.ctx))

	home := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{section("my cases"), slack.NewActionBlock("a", button("more", "More"))}}}
	published, err := r.api.PublishView(r.ana.ID, home, "")
	r.ok(err)
	_, err = r.api.PublishView(r.ana.ID, home, "1.old")
	r.refused(err, "hash_conflict")
	if seen, ok := r.Home(r.ana.ID); !ok || seen.Shown() != "my cases\nMore" {
		t.Errorf("Home reads %q", seen.Shown())
	}
	_, err = r.ana.PressIn(published.ID, "More")
	r.ok(err)
}

func TestCommandsAndResponseURLs(t *testing.T) {
	now := newClock()
	r := newRig(t, slackfake.Options{Now: now.Now})
	r.start(func(ev socketmode.Event) (any, bool) {
		if cmd, ok := ev.Data.(slack.SlashCommand); ok {
			return map[string]any{"text": "found " + cmd.Text, "response_type": "ephemeral"}, true
		}
		return nil, true
	})
	cmd, err := r.ana.Command(r.desk, "/amends", "order 7")
	r.ok(err)
	r.ok(cmd.Wait(r.ctx))
	if got := r.Ephemerals(r.ana.ID); len(got) != 1 || got[0].Text != "found order 7" {
		t.Fatalf("the command's answer: %+v", got)
	}
	card := r.post(slack.MsgOptionBlocks(slack.NewActionBlock("acts", button("go", "Go"))))
	press, err := r.ana.Press(r.desk, card, "Go")
	r.ok(err)
	answer := func(msg slack.WebhookMessage) error { return slack.PostWebhook(press.ResponseURL, &msg) }
	r.ok(answer(slack.WebhookMessage{Text: "only you"}))
	r.ok(answer(slack.WebhookMessage{Text: "gone to Ana", ReplaceOriginal: true}))
	if m, _ := r.Message(r.desk, card); m.Text != "gone to Ana" || len(m.Buttons()) != 0 || len(r.Ephemerals(r.ana.ID)) != 2 {
		t.Errorf("after the answers: %+v", m)
	}
	r.ok(answer(slack.WebhookMessage{DeleteOriginal: true}))
	if _, there := r.Message(r.desk, card); there {
		t.Error("delete_original left the message")
	}
	now.Advance(31 * time.Minute)
	if err := answer(slack.WebhookMessage{Text: "late"}); err == nil {
		t.Error("an expired response_url worked")
	}
	ts, err := r.ana.Post(r.desk, "word")
	r.ok(err)
	shortcut, err := r.ana.Shortcut(r.desk, ts, "send_to_buyer")
	r.ok(err)
	r.ok(shortcut.Wait(r.ctx))
}

func TestAnAppThatDoesNotAnswer(t *testing.T) {
	r := newRig(t, slackfake.Options{AckTimeout: 20 * time.Millisecond})
	r.start(func(socketmode.Event) (any, bool) { return nil, false })
	card := r.post(slack.MsgOptionBlocks(slack.NewActionBlock("acts", button("go", "Go"))))
	press, err := r.ana.Press(r.desk, card, "Go")
	r.ok(err)
	if err := press.Wait(r.ctx); err != slackfake.ErrNotAcknowledged {
		t.Errorf("a press nobody answered: %v", err)
	}
}
