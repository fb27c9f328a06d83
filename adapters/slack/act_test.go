package slack

import (
	"strings"
	"testing"

	"amends/adapters/slack/slackfake"
	"amends/dialogue"
)

func TestButtonsDecide(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		for _, option := range []string{"take", "approve", "resolve", "live:on", "replied"} {
			f.press(f.ana, bag, "amends:"+option)
			f.hears(bag, dialogue.Decision{Agent: "Ana", Option: option, Case: bag})
		}
	})
}

// The engine tells the second one that somebody was first.
func TestTwoAgentsPressTheSame(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		f.press(f.ana, bag, "amends:approve")
		f.press(f.ben, bag, "amends:approve")
		first := f.hears(bag, dialogue.Decision{Agent: "Ana", Option: "approve", Case: bag})
		second := f.hears(bag, dialogue.Decision{Agent: "Ben", Option: "approve", Case: bag})
		if first.ID == second.ID {
			t.Errorf("both presses are the event %s", first.ID)
		}
	})
}

func TestOnlyMembersAct(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		f.press(f.zoe, bag, "amends:take")
		if got := f.whispered(f.zoe, 1); !strings.Contains(got, "<#"+f.desk+">") {
			t.Errorf("a stranger's press was answered with %q", got)
		}
		f.press(f.zoe, bag, "amends:details")
		f.whispered(f.zoe, 2)
		if len(f.slack.Views(f.zoe.ID)) > 0 {
			t.Error("a stranger saw the details of a case")
		}
		f.quiet()
		f.ok(f.zoe.Join(f.desk))
		f.reply(f.zoe, bag, "note: I am here")
		f.hears(bag, dialogue.Note{Agent: "Zoe", Text: "I am here"})
		f.ok(f.zoe.Leave(f.desk))
		f.reply(f.ben, bag, "note: she is gone") // comes after it
		f.next()
		f.press(f.zoe, bag, "amends:take")
		f.whispered(f.zoe, 3)
		f.quiet()
	})
}

func TestMembersMayActWhileSlackDoesNotAnswer(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket")
	f.reply(f.ana, bag, "note: known")
	f.next()
	f.channel.people.came("") // so that it is asked again
	f.slack.FailNext(1, "conversations.members", slackfake.Failure{Status: 500})
	f.press(f.ana, bag, "amends:take")
	f.hears(bag, dialogue.Decision{Agent: "Ana", Option: "take", Case: bag})
}

func TestAHintForWhatStaysOnTheDesk(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket")
	f.reply(f.ana, bag, "is he right?")
	f.next()
	hint := f.channel.word("slack.hint.note")
	if got := f.whispered(f.ana, 1); got != hint {
		t.Errorf("the hint says %q, want %q", got, hint)
	}
	f.reply(f.ana, bag, "is he?")
	f.next()
	f.reply(f.ana, lamp, "and here?")
	f.next()
	f.whispered(f.ana, 2)
	f.set(func() { f.live = true })
	f.reply(f.ben, lamp, "Hello!")
	f.next()
	f.ok(f.stop()) // waits for all hints
	if n, m := len(f.slack.Ephemerals(f.ana.ID)), len(f.slack.Ephemerals(f.ben.ID)); n != 2 || m != 0 {
		t.Errorf("Ana had %d hints, want one a case; Ben had %d in a live case, want none", n, m)
	}
}

func TestTheShortcutSendsAMessage(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		ts := f.reply(f.ben, bag, "We are sorry &amp; refund you")
		f.next()
		f.wait(must(f.ana.Shortcut(f.desk, ts, shortcutReply))(t))
		f.until("the reply opens", func() bool { return len(f.slack.Views(f.ana.ID)) == 1 })
		f.submits(f.ana, f.slack.Views(f.ana.ID)[0], nil)
		f.submits(f.ana, f.slack.Views(f.ana.ID)[1], nil)
		ev := f.next()
		if r, ok := ev.Body.(dialogue.Reply); !ok || r.Agent != "Ana" || !strings.HasPrefix(r.Text, "We are sorry &") {
			t.Errorf("the shortcut sent %#v", ev.Body)
		}
		other := must(f.ana.Post(f.desk, "lunch?"))(t)
		f.wait(must(f.ana.Shortcut(f.desk, other, shortcutReply))(t))
		f.until("it is refused", func() bool { return len(f.slack.Ephemerals(f.ana.ID)) > 0 })
		f.quiet()
	})
}

func TestATargetOfSomethingElse(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "http")
	in := f.channel.intake.Load()
	for _, payload := range []string{
		`{"type":"block_actions","user":{"id":"U1"},"actions":[]}`,
		`{"type":"block_actions","user":{"id":"U1"},"actions":[{"block_id":"b","action_id":"amends:take","value":"{}"}]}`,
		`{"type":"block_actions","user":{"id":"U1"},"actions":[{"block_id":"b","action_id":"amends:take","value":"nonsense"}]}`,
		`{"type":"block_actions","user":{"id":"U1"},"actions":[{"block_id":"b","action_id":"others:take","value":"{\"c\":\"x\"}"}]}`,
		`{"type":"view_submission","user":{"id":"U1"},"view":{"id":"V1","callback_id":"amends:send","private_metadata":"nonsense"}}`,
		`{"type":"view_submission","user":{"id":"U1"},"view":{"id":"V1","callback_id":"amends:unknown"}}`,
		`{"type":"message_action","callback_id":"others"}`,
		`{"type":"view_closed"}`, `[]`, ``, `{"type":`,
	} {
		in.take(kindInteraction, []byte(payload), func(answer any, err error) {
			if answer != nil || err != nil {
				t.Errorf("%s was answered with %v, %v", payload, answer, err)
			}
		})
	}
	f.quiet()
}
