package openai

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/sony/gobreaker/v2"

	"amends/dialogue"
)

// Call is one question that was to go to the model, for those who count and time.
type Call struct {
	Purpose   Purpose
	Outcome   Outcome
	Took      time.Duration
	TokensIn  int // as the endpoint says; 0 when it does not
	TokensOut int
}

// Purpose is what the model is asked for.
type Purpose string

// What the model is asked for.
const (
	Read      Purpose = "read"
	Reword    Purpose = "reword"
	Translate Purpose = "translate"
	Summary   Purpose = "summary"
	Suggest   Purpose = "suggest"
	Look      Purpose = "look"
)

// Outcome is what became of a call.
type Outcome string

// What becomes of a call. In the first case the model has answered; in the others what there was without it stands.
const (
	Answered  Outcome = "answered"
	TimedOut  Outcome = "timeout"
	Refused   Outcome = "refused"   // the endpoint takes no such request, or not with this key
	Limited   Outcome = "limited"   // the endpoint asks for patience, or the account is used up
	Failed    Outcome = "failed"    // the endpoint cannot be reached or is in trouble
	Garbage   Outcome = "garbage"   // it answered, and not in any form that was asked for
	Truncated Outcome = "truncated" // it ran out of tokens before the answer was whole
	OverSpent Outcome = "budget"    // the day's or the conversation's budget is used up; nothing was sent
	Open      Outcome = "open"      // it failed too often lately; nothing was sent
	Busy      Outcome = "busy"      // too much was with the model; nothing was sent
)

// errNotNow says that the model was not asked.
var errNotNow = errors.New("the model is not asked now")

// asker is the one way to the model: reading and writing share its endpoint, budget, places and circuit breaker. It is safe for
// concurrent use.
type asker struct {
	endpoint *endpoint
	budget   *budget
	breaker  *gobreaker.CircuitBreaker[usage]
	places   chan struct{}
	patience time.Duration
	log      *slog.Logger
	observe  func(Call)
}

func newAsker(cfg Config) *asker {
	return &asker{endpoint: newEndpoint(cfg), budget: newBudget(cfg.Budget, cfg.Now), breaker: newBreaker(cfg.Log),
		places: make(chan struct{}, cfg.Parallel), patience: cfg.Patience, log: cfg.Log, observe: cfg.Observe}
}

// ask puts one question to the model. It ends with Config.Patience.
func (a *asker) ask(ctx context.Context, id dialogue.ConversationID, q question) error {
	ctx, cancel := context.WithTimeout(ctx, a.patience)
	defer cancel()
	start := time.Now()
	used, err := a.askWithin(ctx, id, q)
	call := Call{Purpose: q.purpose, Outcome: OutcomeOf(err), Took: time.Since(start), TokensIn: used.in, TokensOut: used.out}
	a.observe(call)
	switch call.Outcome {
	case OverSpent, Open, Busy:
		return errNotNow
	}
	return err
}

func (a *asker) askWithin(ctx context.Context, id dialogue.ConversationID, q question) (usage, error) {
	if !a.enter(ctx) {
		return usage{}, &failure{outcome: Busy}
	}
	defer func() { <-a.places }()
	likely := q.tokens()
	ok, first := a.budget.take(id, likely)
	if first {
		a.log.Warn("the model's budget of the day is used up, it is not asked until midnight UTC")
	}
	if !ok {
		return usage{}, &failure{outcome: OverSpent}
	}
	used, err := a.send(ctx, q)
	switch {
	case OutcomeOf(err) == Open:
		a.budget.settle(id, -1, -likely)
	case used != usage{}:
		a.budget.settle(id, 0, used.in+used.out-likely)
	}
	return used, err
}

// send asks through the circuit breaker. What is wrong with one kind of question alone, such as a picture for a model that cannot see,
// does not keep texts from being read.
func (a *asker) send(ctx context.Context, q question) (usage, error) {
	var own error
	used, err := a.breaker.Execute(func() (usage, error) {
		used, err := a.endpoint.complete(ctx, q)
		if q.purpose != Read && slices.Contains([]Outcome{Refused, Garbage, Truncated}, OutcomeOf(err)) {
			own = err
			return used, nil
		}
		return used, err
	})
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return usage{}, &failure{outcome: Open}
	}
	return used, errors.Join(err, own)
}

// waitForPlace is how long a text waits for a place among those that are with the model.
const waitForPlace = time.Second

// enter takes a place among the texts that are with the model.
func (a *asker) enter(ctx context.Context) bool {
	select {
	case a.places <- struct{}{}:
		return true
	default:
	}
	wait := time.NewTimer(min(waitForPlace, a.patience/4))
	defer wait.Stop()
	select {
	case a.places <- struct{}{}:
		return true
	case <-wait.C:
	case <-ctx.Done():
	}
	return false
}

// What a call is taken to cost before the endpoint says it.
const (
	bytesPerToken = 3 // at least, in the languages of Europe
	likelyAnswer  = 150
	likelyPicture = 1000
)

// tokens is what a question is taken to cost.
func (q question) tokens() int {
	n := tokensOf(q.rules) + tokensOf(q.message) + max(likelyAnswer, q.room/2)
	if q.picture != "" {
		n += likelyPicture
	}
	return n
}

func tokensOf(text string) int { return len(text)/bytesPerToken + 1 }

// The circuit breaker's patience.
const (
	mostFailures = 5 // in a row; then nothing is sent ...
	restFor      = 30 * time.Second
)

func newBreaker(log *slog.Logger) *gobreaker.CircuitBreaker[usage] {
	return gobreaker.NewCircuitBreaker[usage](gobreaker.Settings{
		Timeout:     restFor,
		ReadyToTrip: func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= mostFailures },
		OnStateChange: func(_ string, _, to gobreaker.State) {
			switch to {
			case gobreaker.StateOpen:
				log.Warn("the model fails, the built-in understander reads meanwhile", "again", restFor)
			case gobreaker.StateClosed:
				log.Info("the model answers again")
			}
		},
	})
}
