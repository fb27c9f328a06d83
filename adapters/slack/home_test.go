package slack

import (
	"strings"
	"testing"
	"time"

	"amends/bot"
	"amends/dialogue"
)

func TestTheHomeTab(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		home := func() string {
			v, _ := f.slack.Home(f.ana.ID)
			return v.Shown()
		}
		f.ana.OpenHome()
		f.until("Ana's home is shown", func() bool { return home() != "" })
		shown := home()
		for _, want := range []string{"2 cases are open", "2 wait for an answer", "1 is overdue", "$42.50", "archives/" + f.desk + "/p" + strings.Replace(f.cards[bag], ".", "", 1),
			"***-*******-***4560", "the wrong item", "the engraving"} {
			if !strings.Contains(shown, want) {
				t.Errorf("the home tab lacks %q:\n%s", want, shown)
			}
		}
		if strings.Contains(shown, "1234560") {
			t.Error("the home tab shows a whole order number")
		}
		if mine, open := strings.Index(shown, "My cases"), strings.Index(shown, "All open cases"); strings.Count(shown[mine:open], bag) == 0 || strings.Contains(shown[mine:open], lamp) {
			t.Errorf("Ana's own cases are not hers:\n%s", shown[mine:open])
		}
		f.set(func() { f.cases = f.cases[:1] })
		f.press(f.ana, lamp, "amends:resolve")
		f.until("it is shown again after what she did", func() bool { return strings.Contains(home(), "1 case is open") })
	})
}

func TestAStrangersHomeTab(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket")
	f.zoe.OpenHome()
	f.until("Zoe's home is shown", func() bool { _, ok := f.slack.Home(f.zoe.ID); return ok })
	if v, _ := f.slack.Home(f.zoe.ID); strings.Contains(v.Shown(), bag) || !strings.Contains(v.Shown(), f.desk) {
		t.Errorf("somebody outside of the channel sees %q", v.Shown())
	}
}

func TestAHomeTabOfManyCases(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket")
	f.set(func() {
		f.cases = nil
		for range 300 {
			f.cases = append(f.cases, bot.CaseEntry{No: bag, Conversation: conversationOf(bag), Status: dialogue.StatusAsked, Agent: "Ana", Due: time.Now()})
		}
	})
	f.ana.OpenHome()
	f.until("Ana's home is shown", func() bool { _, ok := f.slack.Home(f.ana.ID); return ok })
	if v, _ := f.slack.Home(f.ana.ID); len(v.Blocks) > 100 || !strings.Contains(v.Shown(), "240 more") {
		t.Errorf("300 cases are shown in %d blocks", len(v.Blocks))
	}
}

func TestTheCommand(t *testing.T) {
	t.Parallel()
	onBothWays(t, func(t *testing.T, f *floor) {
		for n, c := range []struct{ text, want, not string }{
			{"", "`/amends open`", ""},
			{"help", "`/amends mine`", ""},
			{"open", bag, "1234560"},
			{"mine", bag, lamp},
			{"figures", "1 is overdue", ""},
			{strings.ToLower(lamp), "*<", bag},
			{"112-4567890-1234561", "***-*******-***4561", "1234561"},
			{"A-NONE", "Nothing found", ""},
			{"<!channel> *bold*", "Nothing found", "channel"},
		} {
			f.wait(must(f.ana.Command(f.desk, "/amends", c.text))(t))
			if got := f.whispered(f.ana, n+1); !strings.Contains(got, c.want) || c.not != "" && strings.Contains(got, c.not) {
				t.Errorf("/amends %s was answered with\n%s\nwant %q in it and not %q", c.text, got, c.want, c.not)
			}
		}
	})
}

func TestTheCommandIsForMembers(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket")
	lunch := f.slack.AddChannel(slackChannel("lunch", f.zoe.ID))
	f.wait(must(f.zoe.Command(lunch.ID, "/amends", "open"))(t))
	if got := f.whispered(f.zoe, 1); strings.Contains(got, bag) || !strings.Contains(got, f.desk) {
		t.Errorf("a stranger's command was answered with %q", got)
	}
}
