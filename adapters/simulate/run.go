package simulate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"amends/dialogue"
	"amends/dialogue/playbook"
)

// Options say what Run simulates.
type Options struct {
	World    World
	Book     *playbook.Book // of the bot: what can go wrong, and what is asked
	N        int            // conversations
	From     int            // number of the first one: each plays the same alone as among others
	Seed     uint64
	Persona  string // only this one; "" for all in turn
	Parallel int    // conversations at a time; 0: as many as there are processors
	Dir      string // folder for the worst conversations as scripts; "" for none
	Playbook string // the file of Book, for the header of those scripts; "" for the default one
	Out      io.Writer
	// Voice writes what buyers say; nil: the built-in words. With it the same seed is not the same report, and nothing that is found
	// counts as failed.
	Voice    Voice
	Texts    int           // of Voice at most; 0: 400
	Patience time.Duration // for one of them; 0: 20 s
	// Progress is called as each conversation ends, from several goroutines at once; nil: not.
	Progress func(done, total int)
}

// ErrPersona says that there is no persona of a name.
var ErrPersona = errors.New("there is no such persona")

// Run simulates conversations and writes the report. It returns how many of them came to a dead end or broke a standing rule, and none
// of those that a Voice had a part in: what a model makes up gates nothing. When ctx ends it stops, reports on what is there and returns ctx's error.
func Run(ctx context.Context, opt Options) (failed int, err error) {
	r := &run{Options: opt, personas: Personas(), results: make([]*result, opt.N)}
	if opt.Voice != nil {
		r.speech = newSpeech(opt)
	}
	if r.words, err = loadPhrases(); err != nil {
		return 0, err
	}
	if r.only, err = r.find(opt.Persona); err != nil {
		return 0, err
	}
	err = r.playAll(ctx)
	if err != nil && ctx.Err() == nil {
		return 0, err
	}
	var played []*result
	for _, res := range r.results {
		if res != nil {
			played = append(played, res)
		}
	}
	t := sumUp(played, r.personas)
	if r.speech == nil {
		failed = t.failed
	}
	if werr := report(opt, t, r.personas, r.speech); werr != nil {
		return failed, werr
	}
	if err == nil && opt.Dir != "" {
		err = r.writeWorst(ctx, played)
	}
	return failed, err
}

// run is one simulation.
type run struct {
	Options
	personas []Persona
	words    phrases
	only     int // index of the one persona, -1 for all
	results  []*result
	speech   *speech // nil: no Voice
}

func (r *run) find(name string) (int, error) {
	if name == "" {
		return -1, nil
	}
	i := slices.IndexFunc(r.personas, func(p Persona) bool { return p.Name == name })
	if i >= 0 {
		return i, nil
	}
	var names []string
	for _, p := range r.personas {
		names = append(names, p.Name)
	}
	return 0, fmt.Errorf("%q: %w; there are %s", name, ErrPersona, strings.Join(names, ", "))
}

// playAll plays all conversations, several at a time, each into its own place.
func (r *run) playAll(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next, done atomic.Int64
	var workers sync.WaitGroup
	for range min(cmp.Or(r.Parallel, runtime.GOMAXPROCS(0)), max(r.N, 1)) {
		workers.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= r.N || ctx.Err() != nil {
					return
				}
				t, err := r.play(ctx, r.From+i, nil, nil)
				if err != nil {
					cancel(err)
					return
				}
				r.results[i] = t
				if n := done.Add(1); r.Progress != nil {
					r.Progress(int(n), r.N)
				}
			}
		})
	}
	workers.Wait()
	return context.Cause(ctx)
}

// personaOf is whose turn a number is.
func (r *run) personaOf(number int) int {
	if r.only >= 0 {
		return r.only
	}
	return number % len(r.personas)
}

// play plays the conversation of a number, recorded or not; lines are what a Voice said in it before.
func (r *run) play(ctx context.Context, number int, lines []string, record func(*talk) Recorder) (*result, error) {
	persona := r.personaOf(number)
	t := newTalk(number, r.Seed, &r.personas[persona], r.Book, r.words)
	t.speech, t.lines = r.speech, lines
	if record != nil {
		t.record = record(t)
	}
	if err := t.open(ctx, r.World); err != nil {
		return nil, err
	}
	if err := t.run(ctx); err != nil {
		return nil, err
	}
	goal := t.buyer.goal
	broken := r.World.Check(Story{Turns: t.turns, Heard: t.heard, Accepted: t.accepted, Notes: t.notes,
		Orders: []dialogue.Order{goal.mine.order, goal.others.order}})
	res := t.result(persona, broken)
	res.lines = t.lines
	return &res, nil
}
