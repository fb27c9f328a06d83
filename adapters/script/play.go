package script

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// Failure is one thing that is wrong with how a script played.
type Failure struct {
	Line   int    // of the script
	What   string // one line
	Detail string // more lines for who has to mend it; may be empty
}

// Error makes a Failure an error.
func (f *Failure) Error() string { return fmt.Sprintf("line %d: %s", f.Line, f.What) }

// Played is how one script went.
type Played struct {
	Failures []Failure // none: it passed
	// Transcript is all that the buyer and the desk saw, to be compared between two plays of the same script.
	Transcript string

	segments []segment
	touched  touched
}

// Play plays a script on a stage of its own, in virtual time, and checks its lines and the invariants. With goOn it does not stop
// at the first message that no line accounts for, so that an update can rewrite all of them. It does not panic, and starts no
// goroutine of its own.
func Play(ctx context.Context, w World, s *Script, goOn bool) (played *Played) {
	p := newPlayer(w, s, goOn)
	defer func() {
		if r := recover(); r != nil {
			p.failed(&Failure{p.line, fmt.Sprintf("panic: %v", r), string(debug.Stack())})
		}
		played = p.result()
	}()
	if err := p.open(ctx); err != nil {
		p.failed(fmt.Errorf("set the stage: %w", err))
		return nil
	}
	defer p.close()
	if err := p.playAll(ctx); err != nil {
		p.failed(err)
	}
	p.checkInvariants(ctx)
	return nil
}

// player plays one script. It works in one goroutine; only what it hands to the stage is shared.
type player struct {
	world  World
	script *Script
	goOn   bool
	setup  Setup
	clock  *Clock
	faults *faults
	buyer  *ear
	desk   *ear
	outbox *watchedOutbox
	drawer *drawer
	stage  *Stage
	proc   Process

	id       dialogue.ConversationID
	line     int // of the script, being played
	events   int // made so far
	lastText string
	lastSent string // the buyer's last message of any kind
	// lastWritten is an agent's last message that the buyer may have got.
	lastWritten string
	twice       bool // the next event comes twice
	kill        bool // the process dies over the next event
	swap        bool // the next two events are swapped
	held        *dialogue.Event
	notes       []string
	mine        map[string]int // line of every event of the script, by its ID
	accepted    []string       // IDs of the events that the bot accepted
	botSeg      segment
	deskSeg     segment
	segments    []segment
	failures    []Failure
	touched     touched
	first       dialogue.Conversation // before anything happened

	mu     sync.Mutex
	turnAt map[string]int // line of the script at which an event's turn was committed, by the event's ID
}

func newPlayer(w World, s *Script, goOn bool) *player {
	clock := NewClock(begin(s))
	f := &faults{clock: clock}
	p := &player{world: w, script: s, goOn: goOn, setup: setup(s), clock: clock, faults: f,
		buyer: &ear{prefix: "b", faults: f, broken: (*faults).buyer}, desk: &ear{prefix: "d", faults: f, broken: (*faults).desk},
		drawer: newDrawer(s, w.Sample), turnAt: map[string]int{}, mine: map[string]int{}, touched: touched{}}
	p.buyer.line, p.desk.line = &p.line, &p.line
	p.botSeg, p.deskSeg = segment{after: -1}, segment{after: -1, desk: true}
	return p
}

// open has the world build the stage and starts the first process on it.
func (p *player) open(ctx context.Context) error {
	if p.world.Open == nil {
		return errors.New("there is no World.Open")
	}
	p.setup.Now, p.setup.Fetch = p.clock.Now, p.drawer
	p.setup.Channels = map[string]bot.Channel{p.setup.Channel: p.buyer, "desk": p.desk}
	watched := false
	p.setup.Hooks, p.setup.Trouble = p.hooks(&watched), p.faults.trouble
	stage, err := p.world.Open(ctx, p.setup)
	if err != nil {
		return err
	}
	p.stage = stage
	if err := stage.check(p.setup); err != nil {
		return err
	}
	if p.id = conversation; stage.Channel != "" {
		p.id = stage.Conversation
		p.buyer.broken, p.desk.broken = (*faults).none, (*faults).none
	}
	if p.proc, err = stage.Start(); err != nil {
		return err
	}
	if !watched || p.outbox == nil {
		return errors.New("World.Open did not use the hooks for store and outbox")
	}
	p.first, err = p.load(ctx)
	return err
}

// hooks put the faults between the bot and its parts. A store that is watched is noted.
func (p *player) hooks(watched *bool) Hooks {
	return Hooks{
		Store: func(s bot.Store) bot.Store {
			*watched = true
			return flakyStore{Store: s, faults: p.faults, committed: p.committed}
		},
		Outbox: func(o bot.Outbox) bot.Outbox {
			p.outbox = &watchedOutbox{Outbox: o, faults: p.faults, again: map[bot.Destination]time.Time{}}
			return p.outbox
		},
		Ledger: func(l bot.Ledger) bot.Ledger { return flakyLedger{l, p.faults} },
		Model: func(m bot.Understander) bot.Understander {
			if !p.script.breaksModel() {
				return m
			}
			return flakyModel{p.faults, m}
		},
	}
}

func (p *player) close() {
	if p.stage == nil || p.stage.Close == nil {
		return
	}
	if err := p.stage.Close(); err != nil {
		p.failed(fmt.Errorf("clear the stage: %w", err))
	}
}

// committed notes at which line a turn was made. A dispatcher may hand in events from goroutines of its own.
func (p *player) committed(t bot.Turn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.turnAt[t.Event.ID] = p.line
}

// turnLine is the line at which an event's turn was made, 0 when there was none.
func (p *player) turnLine(event string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.turnAt[event]
}

// failed notes what went wrong; an error without a line of its own belongs to the present one.
func (p *player) failed(err error) {
	var f *Failure
	if !errors.As(err, &f) {
		f = &Failure{Line: p.line, What: err.Error()}
	}
	p.failures = append(p.failures, *f)
}

func (p *player) result() *Played {
	var b strings.Builder
	for _, h := range p.buyer.from(0) {
		fmt.Fprintf(&b, "%d %s\n", h.line, h.show(false))
	}
	for _, h := range p.desk.from(0) {
		fmt.Fprintf(&b, "%d %s\n", h.line, h.show(true))
	}
	return &Played{Failures: p.failures, Transcript: b.String(), segments: p.segments, touched: p.touched}
}

// playAll plays the lines in order and checks at the end that nothing is left over.
func (p *player) playAll(ctx context.Context) error {
	for i, l := range p.script.Lines {
		if err := ctx.Err(); err != nil {
			return err
		}
		if e, ok := l.Body.(Expect); ok {
			p.expect(i, e)
			continue
		}
		if moves(l.Body) {
			if err := p.turnPage(i, l.Body); err != nil {
				return err
			}
		}
		p.line = l.N
		if err := p.play(ctx, l.Body); err != nil {
			return err
		}
	}
	if err := p.bringHeld(ctx); err != nil {
		return err
	}
	if err := p.endSegment(&p.botSeg); err != nil {
		return err
	}
	return p.endSegment(&p.deskSeg)
}

func (p *player) play(ctx context.Context, body Body) error {
	switch b := body.(type) {
	case Buyer:
		return p.buyerDoes(ctx, b)
	case Agent:
		return p.agentDoes(ctx, b)
	case Case:
		return p.checkCase(ctx, b)
	case Wait:
		return p.wait(ctx, b)
	case Fault:
		return p.breaks(b)
	}
	return nil
}

func (p *player) breaks(f Fault) error {
	switch f.Kind {
	case Duplicate:
		p.twice = true
	case Reorder:
		p.swap = true
	case Kill:
		p.kill = true
	default:
		p.faults.set(f)
	}
	return nil
}
