package slack

import (
	"testing"

	"amends/adapters/slack/slackfake"
	"amends/dialogue"
)

func TestWhatAgentsChangeAndDeleteFollows(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		ts := f.reply(f.ana, bag, "reply: tomorow")
		f.next()
		f.ok(f.ana.Edit(f.desk, ts, "reply: tomorrow"))
		f.hears(bag, dialogue.Amend{Agent: "Ana", Message: "t" + ts, Text: "tomorrow"})
		f.ok(f.ana.Edit(f.desk, ts, "note: never mind"))
		f.hears(bag, dialogue.Recall{Agent: "Ana", Message: "t" + ts})
		f.ok(f.ana.Delete(f.desk, ts))
		f.hears(bag, dialogue.Recall{Agent: "Ana", Message: "t" + ts})

		theirs := f.reply(f.ben, bag, "reply: hello")
		f.next()
		f.ok(f.slack.Remove(f.desk, theirs)) // an admin did it
		f.hears(bag, dialogue.Recall{Agent: "Ben", Message: "t" + theirs})
	})
}

func TestWhatDoesNotChangeTheWordsIsNoEdit(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket")
	f.reply(f.ana, bag, "reply: hello")
	f.next()
	f.press(f.ana, bag, "take")
	f.next()
	card, _ := f.draw(dialogue.Conversation{}, bag, noon) // the bot edits its own card
	d := relayed("x", "")
	d.Key, d.Action = "card:"+bag, dialogue.ShowCase{Card: card}
	must(f.channel.Send(t.Context(), d))(t)
	f.quiet()
}

func TestALostCardIsPostedAgain(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		f.ok(f.slack.Remove(f.desk, f.cards[lamp])) // nobody had written in its thread
		f.hears(lamp, dialogue.Lost{Case: lamp})
		f.reply(f.ana, bag, "note: a thread")
		f.next()
		f.ok(f.slack.Remove(f.desk, f.cards[bag])) // leaves a tombstone
		f.hears(bag, dialogue.Lost{Case: bag})
	})
}

func TestCardsArePostedAgainWhenTheChannelIsBack(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		f.ok(f.slack.Archive(f.desk))
		f.ok(f.slack.Unarchive(f.desk))
		f.hears(bag, dialogue.Lost{Case: bag})
		f.hears(lamp, dialogue.Lost{Case: lamp})
		f.quiet()
	})
}

func TestUndo(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		copied := relayed("vV1", "we refund you")
		copied.Action = dialogue.Relay{To: "desk", From: "Ana", Case: bag, Text: "we refund you", Event: "vV1"}
		receipt := must(f.channel.Send(t.Context(), copied))(t)
		f.wait(must(f.ben.Press(f.desk, threadOf(receipt).thread, "amends:undo"))(t))
		f.hears(bag, dialogue.Recall{Agent: "Ben", Message: "vV1"})
		f.quiet()
	})
}

func TestUndoIsTooLateAfterTenSeconds(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket")
	p := press{user: f.ana.ID, agent: "Ana", ts: "1795399379.000100", actionTS: "1795399390.000100", thread: f.cards[bag],
		target: target{Conversation: conversationOf(bag), Case: bag, Event: "vV1"}}
	f.ok(f.channel.intake.Load().undo(t.Context(), p))
	if got := f.whispered(f.ana, 1); got != f.channel.word("slack.undo.late") {
		t.Errorf("a late undo was answered with %q", got)
	}
	f.quiet()
}

func TestTheUndoButtonGoesAway(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket")
	copied := relayed("", "we refund you")
	copied.ID, copied.Key = "vV1/0", "relay:desk:vV1"
	copied.Action = dialogue.Relay{To: "desk", From: "Ana", Case: bag, Text: "we refund you", Event: "vV1"}
	receipt := must(f.channel.Send(t.Context(), copied))(t)
	f.ok(f.Keep(t.Context(), conversationOf(bag), copied.Key, receipt))
	message := func() slackfake.Message {
		m, _ := f.slack.Message(f.desk, threadOf(receipt).thread)
		return m
	}
	if len(message().Buttons()) != 1 {
		t.Fatalf("the copy has the buttons %q, want one to undo", message().Buttons())
	}
	f.channel.intake.Load().endUndo(place{conversationOf(bag), bag}, f.cards[bag], "vV1")
	f.until("the button is gone", func() bool { return len(message().Buttons()) == 0 })
	if got := message(); len(got.Blocks) == 0 {
		t.Errorf("with the button the words went too: %q", got.Shown())
	}
}
