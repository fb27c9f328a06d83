package openai

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/sony/gobreaker/v2"

	"amends/dialogue"
)

// Call is one text that was to go to the model, for those who count and time.
type Call struct {
	Outcome   Outcome
	Took      time.Duration
	TokensIn  int // as the endpoint says; 0 when it does not
	TokensOut int
}

// Outcome is what became of a call.
type Outcome string

// What becomes of a call. In the first case the model has answered, in the others the built-in reading stood.
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
	Busy      Outcome = "busy"      // too many texts were with the model; nothing was sent
)

// Outcomes lists all of them, for those who count.
var Outcomes = []Outcome{Answered, TimedOut, Refused, Limited, Failed, Garbage, Truncated, OverSpent, Open, Busy}

// errNotNow says that the model was not asked.
var errNotNow = errors.New("the model is not asked now")

// ask puts one message to the model. It ends with Config.Patience.
func (u *Understander) ask(ctx context.Context, id dialogue.ConversationID, message string) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, u.cfg.Patience)
	defer cancel()
	start := time.Now()
	a, err := u.askWithin(ctx, id, message)
	call := Call{Outcome: OutcomeOf(err), Took: time.Since(start), TokensIn: a.usage.in, TokensOut: a.usage.out}
	u.cfg.Observe(call)
	switch call.Outcome {
	case OverSpent, Open, Busy:
		return answer{}, errNotNow
	}
	return a, err
}

func (u *Understander) askWithin(ctx context.Context, id dialogue.ConversationID, message string) (answer, error) {
	if !u.enter(ctx) {
		return answer{}, &failure{outcome: Busy}
	}
	defer func() { <-u.places }()
	likely := tokensOf(u.rules) + tokensOf(message) + likelyAnswer
	ok, first := u.budget.take(id, likely)
	if first {
		u.cfg.Log.Warn("the model's budget of the day is used up, the built-in understander reads until midnight UTC")
	}
	if !ok {
		return answer{}, &failure{outcome: OverSpent}
	}
	a, err := u.breaker.Execute(func() (answer, error) { return u.endpoint.complete(ctx, u.rules, message) })
	switch {
	case errors.Is(err, gobreaker.ErrOpenState), errors.Is(err, gobreaker.ErrTooManyRequests):
		u.budget.settle(id, -1, -likely)
		return answer{}, &failure{outcome: Open}
	case a.usage != usage{}:
		u.budget.settle(id, 0, a.usage.in+a.usage.out-likely)
	}
	return a, err
}

// waitForPlace is how long a text waits for a place among those that are with the model.
const waitForPlace = time.Second

// enter takes a place among the texts that are with the model.
func (u *Understander) enter(ctx context.Context) bool {
	select {
	case u.places <- struct{}{}:
		return true
	default:
	}
	wait := time.NewTimer(min(waitForPlace, u.cfg.Patience/4))
	defer wait.Stop()
	select {
	case u.places <- struct{}{}:
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
)

func tokensOf(text string) int { return len(text)/bytesPerToken + 1 }

// The circuit breaker's patience.
const (
	mostFailures = 5 // in a row; then nothing is sent ...
	restFor      = 30 * time.Second
)

func newBreaker(log *slog.Logger) *gobreaker.CircuitBreaker[answer] {
	return gobreaker.NewCircuitBreaker[answer](gobreaker.Settings{
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
