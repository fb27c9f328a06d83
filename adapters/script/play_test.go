package script

import (
	"strings"
	"testing"
)

// play plays a script on the fake stage and returns the failures, a line each.
func play(t *testing.T, src string, change ...func(*fakeStage)) string {
	t.Helper()
	s, err := Parse(t.TempDir()+"/s.txt", []byte(src))
	if err != nil {
		t.Fatalf("parse: %v", err)
	}
	var lines []string
	for _, f := range Play(t.Context(), fakeWorld(change...), s, false).Failures {
		lines = append(lines, f.Error())
	}
	return strings.Join(lines, "\n")
}

// stories maps scripts to a part of the first failure; "" means that they pass.
var stories = []struct{ name, src, want string }{
	{"one message", "buyer> say x y\nbot< (inform status) x y", ""},
	{"pattern over labels", "buyer> offer\nbot< (offer) /12\\.50 back/", ""},
	{"shortened acts", "buyer> two\nbot< (ask order)\nbot< (ask)", ""},
	{"both acts", "buyer> two\nbot< (inform greeting; ask order)\nbot< ...", ""},
	{"acts begin word by word", "buyer> offer\nbot< (offer partial)", "line 2: the bot: expected (offer partial)"},
	{"exact text folds white space", "buyer> say  a   b\nbot< a b", ""},
	{"wrong text", "buyer> say a b\nbot< (inform) a c", "line 2: the bot: expected (inform) a c"},
	{"left over", "buyer> two\nbot< (ask order)", "line 2: the bot: a message that no line accounts for"},
	{"no line at all", "buyer> say x y", "line 1: the bot: a message that no line accounts for"},
	{"any number", "buyer> two\nbot< ...", ""},
	{"any number goes on to the next line", "buyer> two\nbot< ...\nbot< (ask order) Which order?", ""},
	{"any number, none", "buyer> say x y\nbot< ...\nbot< (inform)\nbot< ...", ""},
	{"one too few", "buyer> say x y\nbot< (inform)\nbot< (ask)", "line 3: the bot: expected (ask)"},
	{"nothing", "buyer> [sticker]\nbot< ...\nbuyer> say a\nbot< ...\nbuyer> [delete]\nbot< nothing", ""},
	{"not nothing", "buyer> say a\nbot< nothing", "line 2: the bot: expected nothing"},
	{"press by id", "buyer> offer\nbot< ...\nbuyer> [PARTIAL_KEEP]\nbot< (confirm partial_keep)", ""},
	{"press by label", "buyer> offer\nbot< ...\nbuyer> [keep it, 12.50 back]\nbot< (confirm partial_keep)", ""},
	{"press of an older message carries its question", "buyer> offer\nbot< ...\nbuyer> say a\nbot< ...\nbuyer> [New one]\nbot< /\\(q1\\)/", ""},
	{"unknown option", "buyer> offer\nbot< ...\nbuyer> [perhaps]", "line 3: no message has the option [perhaps]"},
	{"photo with caption", "buyer> [photo a.jpg] the label\nbot< Got a.jpg the label", ""},
	{"edit", "buyer> say a\nbot< a\nbuyer> [edit] say b\nbot< b", ""},
	{"edit of nothing", "buyer> [edit] say b", "line 1: expected a text of the buyer before [edit]"},
	{"start", "buyer> [start o_1]\nbot< Hello from o_1", ""},
	{"case", "buyer> offer\nbot< ...\ncase issue=wrong_item colour=green offered=partial_keep,replace cases=1 remedy=none item=BP", ""},
	{"case differs", "buyer> offer\nbot< ...\ncase issue=late status=open", `line 3: expected case issue=late status=open: issue is "wrong_item"`},
	{"case with an unknown key", "buyer> offer\nbot< ...\ncase isue=late", `line 3: expected another key than "isue"`},
	{"settled", "buyer> offer\nbot< ...\nbuyer> [partial_keep]\nbot< ...\nbuyer> [yes]\nbot< (inform settled)\ncase status=settled remedy=partial_keep refund=\"12.50 USD\"", ""},
	{"wait fires the timer", "buyer> timer\nbot< ...\nwait 23h\nbot< nothing\nwait 2h\nbot< (inform waiting) Still waiting.", ""},
	{"wait until", "@now 2026-03-02T10:00:00Z\nbuyer> timer\nbot< ...\nwait until 2026-03-03T10:00Z\nbot< (inform waiting)", ""},
	{"wait into the past", "@now 2026-03-02T10:00:00Z\nwait until 2026-03-01", "line 2: expected a moment to come"},
	{"a timer that does not move", "buyer> stuck\nbot< ...", ""},

	{"desk is not watched", "buyer> card 1\nbot< ...", ""},
	{"desk lines may come later", "buyer> card 1\nbot< ...\nbuyer> card 2\nbot< ...\ndesk< (card) /Wrong item 1/\ndesk< (update)", ""},
	{"an update is a card", "buyer> card 2\nbot< ...\ndesk< (card)", ""},
	{"desk left over", "buyer> card 1\nbot< ...\ndesk< (card)\nbuyer> card 2\nbot< ...", "line 3: the desk: a message that no line accounts for"},
	{"desk left open", "buyer> card 1\nbot< ...\ndesk< ...\ndesk< (card)\nbuyer> card 2\nbot< ...", ""},
	{"desk left open is not blind", "buyer> card 1\nbot< ...\ndesk< ...\ndesk< (ask)\nbuyer> card 2\nbot< ...", "line 4: the desk: expected (ask)"},
	{"desk line fails", "buyer> card 1\nbot< ...\ndesk< (ask)", "line 3: the desk: expected (ask)"},
	{"desk press by label", "buyer> card 1\nbot< ...\ndesk(ana)> [Approve it] fine\nbot< Decided: approve by ana fine", ""},
	{"desk press without a message", "desk> [offer:replace] 30\nbot< Decided: offer:replace by agent 30", ""},
	{"desk press of what is not there", "desk> [explode]", "line 1: no message has the option [explode]"},
	{"reply", "buyer> human x\nbot< ...\ndesk> reply: we are here\nbot< (relay) we are here", ""},
	{"before a desk deed all is accounted for", "buyer> card 1\nbot< ...\ndesk> note: hm\ndesk< (card)", "line 1: the desk: a message that no line accounts for"},

	{"fault duplicate", "fault duplicate\nbuyer> say a\nbot< a", ""},
	{"fault reorder", "fault reorder\nbuyer> say a\nbot< nothing\nbuyer> say b\nbot< b\nbot< a", ""},
	{"fault reorder with one event", "fault reorder\nbuyer> say a\nwait 1h\nbot< a", ""},
	{"fault kill", "fault kill\nbuyer> say a\nbot< a", ""},
	{"fault telegram 429", "fault telegram 429 3\nbuyer> say a\nbot< a", ""},
	{"fault telegram down", "fault telegram down 10m\nbuyer> say a\nbot< nothing\nwait 11m\nbot< a", ""},
	{"fault slack down", "fault slack down 10m\nbuyer> card 1\nbot< ...\nwait 5m\nbot< nothing\nwait 6m\nbot< nothing\ndesk< (card)", ""},
	{"fault redis down", "fault redis down 5s\nbuyer> say a\nbot< a\nbuyer> say b\nbot< b", ""},
	{"fault llm", "fault llm timeout\nbuyer> reader\nbot< read by builtin\nfault llm garbage\nbuyer> reader\nbot< read by model\nfault llm ok\nbuyer> reader\nbot< read by builtin", ""},
	{"block", "buyer> [block]\nbuyer> say a\nbot< nothing\ndesk< (alert unreachable)", ""},

	{"invariant: silence", "buyer> silent\nbot< nothing", "never silence: the buyer's message got no answer"},
	{"invariant: twice running", "buyer> same Which?\nbot< ...", "the bot said the same twice running"},
	{"invariant: notes", "buyer> say a\nbot< a\ndesk> note: leak that he lies\nbot< ...", "no note reaches the buyer"},
	{"invariant: a note that is said", "buyer> say a\nbot< a\ndesk> note: he lies\nbuyer> say we think HE  LIES\nbot< ...", "no note reaches the buyer"},
	{"invariant: order facts", "buyer> two\nbot< ...\nbuyer> [edit] say your Trail backpack\nbot< ...", ""},
	{"invariant: order facts are told", "buyer> secret\nbot< ...", "no order fact before proof: \"trail backpack\""},
	{"invariant: too long", "buyer> long\nbot< ...", "a message has 1 to 1500 characters, this has 2000"},
	{"invariant: a settlement", "buyer> greedy\nbot< ...", "granted outside the playbook: refund_keep"},
	{"invariant: two kinds", "buyer> two_kinds\nbot< ...", "at most one remedy of a kind"},
	{"invariant: a stranger", "buyer> stranger\nbot< ...", "offered outside the playbook: refund_keep is no remedy for wrong_item"},
	{"invariant: silent while a person answers", "buyer> human x\nbot< ...\nbuyer> say a\nbot< ...", "the bot is silent while a person owns"},
	{"channel", "@channel telegram\nbuyer> say a", "there is no such channel"},
}

func TestPlay(t *testing.T) {
	for _, tt := range stories {
		t.Run(tt.name, func(t *testing.T) {
			got := play(t, tt.src)
			if tt.want == "" && got != "" || !strings.Contains(strings.SplitN(got, "\n", 2)[0], tt.want) {
				t.Errorf("script:\n%s\nwant first failure with %q, got %q", tt.src, tt.want, got)
			}
		})
	}
}

func TestPlayReportsAnotherEngine(t *testing.T) {
	got := play(t, "buyer> say a\nbot< a", func(f *fakeStage) { f.drifted = true })
	if !strings.Contains(got, "the turn of s1 does not replay: the next state differs") {
		t.Errorf("want a turn that does not replay, got %q", got)
	}
}

func TestPlayReportsAnEventThatDied(t *testing.T) {
	got := play(t, "fault kill\nbuyer> say a\nbot< a", func(f *fakeStage) { f.adopts = false })
	if !strings.Contains(got, "nobody took it over") {
		t.Errorf("want the event of the dead process to be missed, got %q", got)
	}
}

func TestFailureShowsTheDifference(t *testing.T) {
	s, err := Parse("s.txt", []byte("# a story\nbuyer> offer\nbot<   (ask order)\n"))
	if err != nil {
		t.Fatal(err)
	}
	f := Play(t.Context(), fakeWorld(), s, false).Failures[0]
	want := `     1  # a story
     2  buyer> offer
>    3  bot<   (ask order)
expected:
    bot<   (ask order)
came:
    bot<   (offer partial_keep replace)
             | Choose one.
              [partial_keep] Keep it, 12.50 back  [replace] New one`
	if f.Detail != want {
		t.Errorf("want\n%s\ngot\n%s", want, f.Detail)
	}
}
