package script

import (
	"context"
	"errors"
	"fmt"
	"time"

	"amends/bot"
	"amends/dialogue"
)

const (
	// patience is how long a buyer is taken to watch for an answer that is on its way.
	patience = time.Minute
	// bound ends a script whose bot never comes to rest.
	bound = 10_000
	// giveUp is how long a channel goes on bringing in an event that the store cannot take.
	giveUp = 24 * time.Hour
)

var errRestless = errors.New("the bot does not come to rest: it sends or wakes without end")

// deliver has an event come in as the script's channel makes it.
func (p *player) deliver(ctx context.Context, ev dialogue.Event) error {
	if p.stage.Bring == nil {
		return p.arrive(ctx, ev)
	}
	events, err := p.stage.Bring(ctx, ev)
	if err != nil {
		return fmt.Errorf("through %s: %w", p.stage.Channel, err)
	}
	for _, ev := range events {
		p.mine[ev.ID] = p.line
		if err := p.arrive(ctx, ev); err != nil {
			return err
		}
	}
	return nil
}

// arrive brings an event in, or holds it back until the one that overtakes it is there.
func (p *player) arrive(ctx context.Context, ev dialogue.Event) error {
	if !p.swap {
		return p.bring(ctx, ev)
	}
	if p.held == nil {
		p.held = &ev
		return nil
	}
	if err := p.bring(ctx, ev); err != nil {
		return err
	}
	return p.bringHeld(ctx)
}

// bringHeld brings in an event that was held back.
func (p *player) bringHeld(ctx context.Context) error {
	ev := p.held
	if p.held = nil; ev == nil {
		return nil
	}
	p.swap = false
	return p.bring(ctx, *ev)
}

// bring has the bot accept and handle an event, twice if a fault says so, and all that comes of it sent.
func (p *player) bring(ctx context.Context, ev dialogue.Event) error {
	times := 1
	if p.twice {
		times, p.twice = 2, false
	}
	for range times {
		if err := p.accept(ctx, ev); err != nil {
			return err
		}
	}
	return p.settle(ctx)
}

func (p *player) accept(ctx context.Context, ev dialogue.Event) error {
	claim, err := p.proc.Accept(ctx, ev)
	for pause, from := time.Second, p.clock.Now(); retriable(err) && p.clock.Now().Before(from.Add(giveUp)); pause = min(2*pause, time.Minute) {
		if err := p.pass(ctx, p.clock.Now().Add(pause)); err != nil {
			return err
		}
		claim, err = p.proc.Accept(ctx, ev)
	}
	switch {
	case errors.Is(err, bot.ErrDuplicate):
		return nil
	case err != nil:
		return fmt.Errorf("accept %s: %w", ev.ID, err)
	}
	p.accepted = append(p.accepted, ev.ID)
	switch {
	case p.kill:
		p.kill = false
		return p.revive(ctx, ev.ID)
	case claim == nil:
		return nil
	}
	if err := p.proc.Handle(ctx, *claim); err != nil {
		return fmt.Errorf("handle %s: %w", ev.ID, err)
	}
	return nil
}

// retriable reports whether a network would bring the event in again.
func retriable(err error) bool { return errors.Is(err, errStoreDown) }

// revive starts a new process for one that died over an accepted event; when the dead one's lease has run out the event must be
// handled.
func (p *player) revive(ctx context.Context, event string) error {
	var err error
	if p.proc, err = p.stage.Start(); err != nil {
		return fmt.Errorf("start again: %w", err)
	}
	if err := p.pass(ctx, p.clock.Now().Add(p.stage.lease()+time.Second)); err != nil {
		return err
	}
	if _, err := p.proc.Wake(ctx); err != nil {
		return fmt.Errorf("take over from a dead process: %w", err)
	}
	if p.turnLine(event) == 0 {
		return fmt.Errorf("%s was accepted by a process that died, and nobody took it over when its lease had run out", event)
	}
	return nil
}

// wait lets time pass.
func (p *player) wait(ctx context.Context, w Wait) error {
	if err := p.bringHeld(ctx); err != nil {
		return err
	}
	until := p.clock.Now().Add(w.For)
	if !w.Until.IsZero() {
		if until = w.Until; until.Before(p.clock.Now()) {
			return fmt.Errorf("expected a moment to come: it is %s already", p.clock.Now().Format(time.RFC3339))
		}
	}
	return p.pass(ctx, until)
}

// pass moves the clock to every moment at which something is due, in order, and then to the end.
func (p *player) pass(ctx context.Context, until time.Time) error {
	for range bound {
		next := until
		at, err := p.nextMoment(ctx)
		if err != nil {
			return err
		}
		if !at.IsZero() && at.Before(until) {
			next = at
		}
		p.clock.MoveTo(next)
		if err := p.now(ctx); err != nil {
			return err
		}
		if !next.Before(until) {
			return nil
		}
	}
	return errRestless
}

// nextMoment is the first moment after now at which something may happen by itself; the zero time when there is none.
func (p *player) nextMoment(ctx context.Context) (time.Time, error) {
	c, err := p.load(ctx)
	if err != nil {
		return time.Time{}, err
	}
	var first time.Time
	for _, t := range []time.Time{c.Wake, p.outbox.next(""), p.faults.next()} {
		if t.After(p.clock.Now()) {
			first = nearer(first, t)
		}
	}
	return first, nil
}

// now does all that is due now: sends what may be sent and wakes who wants to be woken.
func (p *player) now(ctx context.Context) error {
	for range bound {
		if err := p.dispatch(ctx); err != nil {
			return err
		}
		woken, err := p.wake(ctx)
		if err != nil || !woken {
			return err
		}
	}
	return errRestless
}

// settle is now, and for a while after it, so that a message that was put off reaches the buyer who waits for it.
func (p *player) settle(ctx context.Context) error {
	last := p.clock.Now().Add(patience)
	for range bound {
		if err := p.now(ctx); err != nil {
			return err
		}
		at := p.outbox.next(p.setup.Channel)
		if !at.After(p.clock.Now()) || at.After(last) {
			return nil
		}
		p.clock.MoveTo(at)
	}
	return errRestless
}

// dispatch sends until nothing more may be sent.
func (p *player) dispatch(ctx context.Context) error {
	for range bound {
		before := p.outbox.progress()
		sent, err := p.proc.Dispatch(ctx)
		if err != nil {
			return p.unlessDown("dispatch", err)
		}
		if sent == 0 && p.outbox.progress() == before {
			return nil
		}
	}
	return errRestless
}

// wake wakes the conversation if its time has come, and reports whether it did.
func (p *player) wake(ctx context.Context) (bool, error) {
	before, err := p.load(ctx)
	if err != nil || before.Wake.IsZero() || before.Wake.After(p.clock.Now()) || p.faults.store() != nil {
		return false, err
	}
	if _, err := p.proc.Wake(ctx); err != nil {
		return false, p.unlessDown("wake", err)
	}
	after, err := p.load(ctx)
	if err == nil && after.Wake.Equal(before.Wake) {
		err = fmt.Errorf("the conversation was woken at %s and still wants to be", before.Wake.Format(time.RFC3339))
	}
	return true, err
}

// unlessDown forgives an error while the script holds the store down: a running process would try again.
func (p *player) unlessDown(doing string, err error) error {
	if p.faults.store() != nil && errors.Is(err, errStoreDown) {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}

func (p *player) load(ctx context.Context) (dialogue.Conversation, error) {
	c, err := p.stage.Store.Load(ctx, p.id)
	if err != nil {
		return c, fmt.Errorf("read the conversation: %w", err)
	}
	return c, nil
}
