package slack

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/money"
	"amends/dialogue/playbook"
	"amends/prompts"
)

// How many cases a Home tab shows: a view has at most 100 blocks (https://docs.slack.dev/reference/views/home-tab-views).
const (
	mostMine = 25
	mostOpen = 60
)

// pauses are how long some things are put off.
type pauses struct {
	undo time.Duration // until a button that undoes is taken away
	home time.Duration // until an agent's own decision shows in their Home tab: the turn has to be over
}

// homes are who has their Home tab open, as far as this process knows.
type homes struct {
	mu     sync.Mutex
	opened map[string]bool
	due    map[string]bool // to be shown again before long
}

const mostHomes = 1000

func (h *homes) open(user string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.opened == nil || len(h.opened) >= mostHomes {
		h.opened, h.due = map[string]bool{}, map[string]bool{}
	}
	h.opened[user] = true
	delete(h.due, user)
}

// change reports whether the user's tab has to be shown again and is not going to be anyway.
func (h *homes) change(user string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.opened[user] || h.due[user] {
		return false
	}
	h.due[user] = true
	return true
}

func (h *homes) changed(user string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.due, user)
}

// homeOpened shows the Home tab to who opened it.
func (in *intake) homeOpened(ev innerEvent) job {
	if ev.Tab != "home" || ev.User == "" {
		return job{}
	}
	return job{key: ev.User, do: func(context.Context) (any, error) {
		in.homes.open(ev.User)
		in.errand("show a home tab", errandTime, func(ctx context.Context) error { return in.showHome(ctx, ev.User) }, "user", ev.User)
		return nil, nil
	}}
}

// homeChanged shows an agent's Home tab again after something that they did.
func (in *intake) homeChanged(user string) {
	if !in.homes.change(user) {
		return
	}
	in.after(in.pauses.home, "show a home tab", func(ctx context.Context) error {
		in.homes.changed(user)
		return in.showHome(ctx, user)
	}, "user", user)
}

func (in *intake) showHome(ctx context.Context, user string) error {
	blocks := []slack.Block{section("", in.refusal())}
	name, ok, err := in.people.member(ctx, user)
	if err != nil {
		return err
	}
	if ok {
		if blocks, err = in.homeBlocks(ctx, name); err != nil {
			return err
		}
	}
	_, err = in.api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: user,
		View: slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: blocks}}})
	return failed("show a home tab", err)
}

func (in *intake) homeBlocks(ctx context.Context, agent string) ([]slack.Block, error) {
	open, err := in.openCases(ctx)
	if err != nil {
		return nil, err
	}
	figures, err := in.figureText(ctx, open)
	if err != nil {
		return nil, err
	}
	var mine []bot.CaseEntry
	for _, k := range open {
		if k.Agent == agent {
			mine = append(mine, k)
		}
	}
	blocks := []slack.Block{heading(in.word("slack.home.figures")), section("", figures)}
	blocks = append(blocks, in.homeList(ctx, "slack.home.mine", mine, mostMine)...)
	return append(blocks, in.homeList(ctx, "slack.home.open", open, mostOpen)...), nil
}

func heading(text string) *slack.HeaderBlock { return slack.NewHeaderBlock(plain(text, maxHeader)) }

func (in *intake) homeList(ctx context.Context, title string, cases []bot.CaseEntry, most int) []slack.Block {
	blocks := []slack.Block{slack.NewDividerBlock(), heading(in.word(title))}
	for _, k := range cases[:min(len(cases), most)] {
		blocks = append(blocks, section("", in.caseLine(ctx, k)))
	}
	switch {
	case len(cases) == 0:
		blocks = append(blocks, section("", in.word("slack.home.none")))
	case len(cases) > most:
		blocks = append(blocks, slack.NewContextBlock("", mrkdwn(in.left(len(cases)-most))))
	}
	return blocks
}

// openCases are all open cases, the nearest deadline first and those without one last.
func (c *Channel) openCases(ctx context.Context) ([]bot.CaseEntry, error) {
	open, err := c.cfg.Cases.Cases(ctx, bot.CaseQuery{})
	if err != nil {
		return nil, fmt.Errorf("list the open cases: %w", err)
	}
	open = slices.Clone(open)
	slices.SortStableFunc(open, func(a, b bot.CaseEntry) int {
		if a.Due.IsZero() != b.Due.IsZero() {
			return cmp.Compare(btoi(a.Due.IsZero()), btoi(b.Due.IsZero()))
		}
		return a.Due.Compare(b.Due)
	})
	return open, nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// figureText are the figures of the desk.
func (c *Channel) figureText(ctx context.Context, open []bot.CaseEntry) (string, error) {
	counts := map[string]int{"open": len(open)}
	for _, k := range open {
		counts[string(k.Status)] += btoi(k.Status != dialogue.StatusOpen)
		counts["overdue"] += btoi(c.overdue(k))
	}
	var lines []string
	for _, f := range []struct{ key, of string }{{"open", "open"}, {"answer", "human"}, {"ok", "asked"}, {"to_do", "settled"}, {"overdue", "overdue"}} {
		lines = append(lines, c.say("slack.figure."+f.key, prompts.Fields{Count: counts[f.of]}))
	}
	if c.cfg.GivenToday != nil {
		given, err := c.cfg.GivenToday(ctx)
		if err != nil {
			return "", fmt.Errorf("add up what was given today: %w", err)
		}
		if given != (money.Money{}) {
			lines = append(lines, c.say("slack.figure.given", prompts.Fields{Amount: given}))
		}
	}
	return strings.Join(lines, "\n"), nil
}

func (c *Channel) overdue(k bot.CaseEntry) bool { return !k.Due.IsZero() && k.Due.Before(c.cfg.Now()) }

// caseLine is a case on one line: number with a link, issue, order (masked), status, owner, deadline.
func (c *Channel) caseLine(ctx context.Context, k bot.CaseEntry) string {
	no := "*" + line(k.No, maxOptionText) + "*"
	if link := c.link(ctx, k); link != "" {
		no = "*<" + link + "|" + line(k.No, maxOptionText) + ">*"
	}
	parts := []string{no}
	for _, word := range []string{c.issue(k), dialogue.MaskOrder(k.Order), c.word("status." + string(k.Status)), k.Agent} {
		if word != "" {
			parts = append(parts, line(word, shownField))
		}
	}
	if !k.Due.IsZero() {
		due := c.say("slack.home.due", prompts.Fields{What: moment(k.Due)})
		if c.overdue(k) {
			due = ":warning: " + due
		}
		parts = append(parts, due)
	}
	return strings.Join(parts, " · ")
}

// issue is what a case is about, "" while that is not known.
func (c *Channel) issue(k bot.CaseEntry) string {
	if k.Issue == "" {
		return ""
	}
	return c.cfg.Issue(c.cfg.Lang, playbook.IssueID(k.Issue))
}

// link is the address of a case's thread, "" when it has none or that is not known yet.
func (c *Channel) link(ctx context.Context, k bot.CaseEntry) string {
	receipt, err := c.receipt(ctx, k.Conversation, bot.CardKey(k.No))
	if err != nil {
		c.cfg.Log.Warn("could not find the thread of a case", "case", k.No, "err", err)
	}
	at := threadOf(receipt)
	base := c.workspace.address()
	if at.thread == "" || base == "" {
		return ""
	}
	return base + "archives/" + url.PathEscape(at.channel) + "/p" + strings.ReplaceAll(at.thread, ".", "")
}

// left says how many cases or lines are not shown.
func (c *Channel) left(count int) string {
	return c.say("slack.home.more", prompts.Fields{Count: count})
}
