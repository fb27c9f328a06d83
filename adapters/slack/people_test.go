package slack

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"amends/adapters/slack/slackfake"
)

func TestNames(t *testing.T) {
	t.Parallel()
	person := func(display, real string) profile {
		return profile{display: display, real: real, handle: "h", person: true}
	}
	got := uniqueNames(map[string]profile{
		"U1": person("", "Ana Lima"), "U2": person("ana", "Ana Stone"), "U3": person("Ben", "Benjamin Ito"), "U4": person("Ben", "Ben Ito"),
		"U5": person("", "Zoe"), "U6": {real: "Robot", person: false}, "U7": person("Buyer", "Bo Ek"), "U8": person("<!channel> x:y", "X"),
	})
	want := map[string]string{"U1": "Ana L.", "U2": "ana S.", "U3": "Ben I. (U3)", "U4": "Ben I. (U4)", "U5": "Zoe", "U7": "Buyer E.", "U8": "!channel x y"}
	if !maps.Equal(got, want) {
		t.Errorf("people are called %v, want %v", got, want)
	}
}

// Whatever people call themselves, everybody has a name of their own on one line.
func TestNamesAreUnique(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		profiles := map[string]profile{}
		for i := range rapid.IntRange(1, 12).Draw(t, "people") {
			word := rapid.OneOf(rapid.SampledFrom([]string{"", "Ana", "ana", "buyer", "Ana L.", "Ana Lima"}), rapid.String())
			profiles[string(rune('A'+i))] = profile{display: word.Draw(t, "display"), real: word.Draw(t, "real"), person: true}
		}
		names := slices.Sorted(maps.Values(uniqueNames(profiles)))
		if n := len(slices.Compact(slices.Clone(names))); n != len(profiles) {
			t.Fatalf("%d people have the names %q", len(profiles), names)
		}
		if slices.ContainsFunc(names, func(s string) bool { return s == "" || strings.ContainsAny(s, "\n<>") }) {
			t.Fatalf("names that are none: %q", names)
		}
	})
}

func TestMembersAreReadOncePerMinute(t *testing.T) {
	t.Parallel()
	s := slackfake.New(slackfake.Options{})
	t.Cleanup(s.Close)
	desk, ids := s.Desk("returns", "ana", "ben")
	now := noon
	c := must(New(Config{BotToken: s.BotToken(), API: s.URL(), Channel: desk, Texts: texts(t), Now: func() time.Time { return now }}))(t)
	reads := func() int { return len(s.Calls("conversations.members")) }
	var askers sync.WaitGroup
	for range 20 {
		askers.Go(func() {
			if name, ok, _ := c.people.member(t.Context(), ids[0]); !ok || name != "Ana" {
				t.Errorf("Ana is %q, a member: %t", name, ok)
			}
		})
	}
	askers.Wait()
	if reads() != 1 || len(s.Calls("users.info")) != 3 {
		t.Errorf("20 questions took %d reads of the members and %d of users", reads(), len(s.Calls("users.info")))
	}
	for range 3 {
		if _, ok, _ := c.people.member(t.Context(), "U0STRANGER"); ok {
			t.Error("a stranger is a member")
		}
	}
	if reads() != 2 {
		t.Errorf("a stranger who asks three times made %d reads, want one more", reads()-1)
	}
	now = now.Add(membersKept)
	if id, ok := c.userID(t.Context(), "Ben"); !ok || id != ids[1] || reads() != 3 {
		t.Errorf("after a minute Ben is %q, %t, by %d reads", id, ok, reads())
	}
	if len(s.Calls("users.info")) != 3 {
		t.Error("names are read again within the hour")
	}
}

func TestAMemberWhoLeftAtOnceMayNotAct(t *testing.T) {
	t.Parallel()
	p := newPeople(nil, "C1", func() time.Time { return noon })
	p.set(map[string]profile{"U1": {display: "Ana", person: true}})
	p.left("U1")
	if _, ok := p.lately("U1"); ok {
		t.Error("who left may act while Slack does not answer")
	}
}

// Slack answers a hundred questions a minute: a large channel is read in several tries.
func TestALargeChannelIsReadInSeveralTries(t *testing.T) {
	t.Parallel()
	s := slackfake.New(slackfake.Options{})
	t.Cleanup(s.Close)
	names := make([]string, 250)
	for i := range names {
		names[i] = "agent" + string(rune('a'+i/26)) + string(rune('a'+i%26))
	}
	desk, ids := s.Desk("returns", names...)
	c := must(New(Config{BotToken: s.BotToken(), API: s.URL(), Channel: desk, Texts: texts(t)}))(t)
	s.FailNext(10, "users.info", slackfake.Failure{Status: 500})
	tries := 1
	for ; tries < 20; tries++ {
		if _, ok, _ := c.people.member(t.Context(), ids[249]); ok {
			break
		}
	}
	if tries == 1 || tries == 20 {
		t.Errorf("it took %d tries while users.info failed ten times", tries)
	}
	if n := len(s.Calls("users.info")); n > 300 {
		t.Errorf("251 users took %d questions: what was read is read again", n)
	}
}
