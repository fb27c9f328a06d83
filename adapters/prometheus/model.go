package prometheus

import (
	"time"

	prom "github.com/prometheus/client_golang/prometheus"
)

// callBuckets are how long a call of a language model takes, in seconds.
var callBuckets = []float64{0.05, 0.1, 0.25, 0.5, 1, 2, 4, 6, 8, 15}

// models are the figures of the language model.
type models struct {
	calls   *prom.CounterVec
	took    *prom.HistogramVec
	tokens  *prom.CounterVec
	cost    *prom.CounterVec
	dropped *prom.CounterVec
}

func newModels(r prom.Registerer) models {
	return models{
		calls:   counter(r, "model_calls_total", "Calls of the language model, by what it was asked for and what became of it.", "purpose", "outcome"),
		took:    histogram(r, "model_call_seconds", "How long a call of the language model took, by what it was asked for.", callBuckets, "purpose"),
		tokens:  counter(r, "model_tokens_total", "Tokens that the language model's endpoint counted, by what it was asked for and direction.", "purpose", "direction"),
		cost:    counter(r, "model_cost_dollars_total", "What the language model cost in US dollars by OPENAI_PRICE, by what it was asked for.", "purpose"),
		dropped: counter(r, "model_commands_dropped_total", "What the language model said that was not listened to, by why.", "reason"),
	}
}

// ModelCall counts a call of the language model. Purposes and outcomes are few and the program's own.
func (m *Metrics) ModelCall(purpose, outcome string, took time.Duration, tokensIn, tokensOut int) {
	m.model.calls.WithLabelValues(purpose, outcome).Inc()
	if took > 0 { // it was sent
		m.model.took.WithLabelValues(purpose).Observe(took.Seconds())
	}
	m.model.tokens.WithLabelValues(purpose, "in").Add(float64(max(tokensIn, 0)))
	m.model.tokens.WithLabelValues(purpose, "out").Add(float64(max(tokensOut, 0)))
}

// ModelCost counts what a call of the language model cost, in US dollars.
func (m *Metrics) ModelCost(purpose string, dollars float64) {
	m.model.cost.WithLabelValues(purpose).Add(max(dollars, 0))
}

// ModelDropped counts a command or a wording of the language model that was not taken. Reasons are few and the program's own.
func (m *Metrics) ModelDropped(reason string) { m.model.dropped.WithLabelValues(reason).Inc() }
