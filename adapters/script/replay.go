package script

import (
	"bytes"
	"encoding/json"
	"fmt"

	"amends/bot"
	"amends/dialogue"
)

// checkReplay: every stored turn, stepped again from the state before it, gives the same next state and the same actions.
func (s *story) checkReplay() {
	step := s.p.stage.Step
	if step == nil {
		return
	}
	for i, t := range s.turns {
		if err := replays(step, s.before(i), t); err != nil {
			s.broken(s.at(t), "the turn of %s does not replay: %v", t.Event.ID, err)
			return
		}
	}
}

func replays(step func(dialogue.Conversation, dialogue.Event) (dialogue.Conversation, []dialogue.Action), before dialogue.Conversation, t bot.Turn) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the engine panics: %v", r)
		}
	}()
	next, actions := step(before, t.Event)
	if a, b := stored(t.Next), stored(next); !bytes.Equal(a, b) {
		return fmt.Errorf("the next state differs: stored %s, now %s", around(a, b), around(b, a))
	}
	if len(actions) != len(t.Outbox) {
		return fmt.Errorf("%d actions were stored, now there are %d", len(t.Outbox), len(actions))
	}
	for i, d := range t.Outbox {
		if a, b := stored(d.Action), stored(actions[i]); !bytes.Equal(a, b) || fmt.Sprintf("%T", d.Action) != fmt.Sprintf("%T", actions[i]) {
			return fmt.Errorf("action %d differs: stored %s, now %s", i+1, around(a, b), around(b, a))
		}
	}
	return nil
}

// stored writes a value the way it is stored, so that two of them can be compared however they came to be.
func stored(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		return []byte(err.Error())
	}
	return data
}

// around is the part of a where it begins to differ from b.
func around(a, b []byte) string {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return fmt.Sprintf("…%s…", a[max(n-30, 0):min(n+30, len(a))])
}
