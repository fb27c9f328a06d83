package slack

import (
	"slices"
	"strings"
	"testing"

	"amends/adapters/slack/slackfake"
	"amends/bot"
	"amends/dialogue"
)

func (o *outside) mark(event string, s dialogue.MarkState, why string) {
	o.t.Helper()
	o.send("", dialogue.Mark{Case: "A-7K2M", Event: event, State: s, Why: why})
}

func (o *outside) marks(ts string) string {
	var names []string
	for _, r := range o.slack.Reactions(o.desk, ts) {
		names = append(names, r.Name)
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

func TestMarks(t *testing.T) {
	o := newOutside(t)
	card := o.show(card7K2M)
	ts := must(o.slack.Agent(o.users[0]).Reply(o.desk, threadOf(card).thread, "reply: on its way"))(t)
	for _, step := range []struct {
		state dialogue.MarkState
		want  string
	}{
		{dialogue.Queued, "hourglass_flowing_sand"}, {dialogue.Queued, "hourglass_flowing_sand"}, {dialogue.Arrived, "white_check_mark"},
		{dialogue.Arrived, "white_check_mark"}, {dialogue.Recalled, "wastebasket"},
	} {
		o.mark("t"+ts, step.state, "")
		if got := o.marks(ts); got != step.want {
			t.Errorf("%s shows %q, want %q", step.state, got, step.want)
		}
	}
}

func TestAFailedMessageSaysWhy(t *testing.T) {
	o := newOutside(t)
	card := o.show(card7K2M)
	copied := o.send(bot.RelayKey("desk", "v1"), dialogue.Relay{To: "desk", From: "Ana", Case: "A-7K2M", Text: "We're on it", Event: "v1"})
	o.mark("v1", dialogue.Failed, "blocked")
	if got := o.marks(threadOf(copied).thread); got != "x" {
		t.Errorf("the copy shows %q, want x", got)
	}
	if th := o.thread(card); len(th) != 3 || !strings.Contains(th[2].Shown(), "did not reach the buyer: blocked") {
		t.Errorf("the thread has %d messages, want one that says why", len(th))
	}
}

func TestMarksThatCannotBe(t *testing.T) {
	o := newOutside(t)
	o.show(card7K2M)
	o.mark("t1772452800.000001", dialogue.Arrived, "") // its message was deleted
	o.mark("unknown", dialogue.Arrived, "")
	o.slack.FailNext(1, "reactions.add", slackfake.Failure{Error: "too_many_reactions"})
	o.mark("t1772452800.000001", dialogue.Arrived, "")
	for _, strange := range []string{"t", "tx", "t1", "t1.2.3", "t1.000000\n"} {
		if typedEvent.MatchString(strange) {
			t.Errorf("%q is taken for a message", strange)
		}
	}
}
