package prometheus

import (
	prom "github.com/prometheus/client_golang/prometheus"

	"amends/bot"
)

var (
	// sendBuckets are for one request to a network, in seconds; waitBuckets for the whole way from an event to its answer, which a
	// network that is down makes long.
	sendBuckets = []float64{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20}
	waitBuckets = []float64{0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200}
)

// channelNames are those that a label may name.
var channelNames = []string{"telegram", "desk", "ledger", "remedy"}

// deliveries are the figures that an attempt to send changes.
type deliveries map[string]channel

// channel is the figures of one channel.
type channel struct {
	outcomes      family
	retries       prom.Counter
	seconds, wait prom.Observer
}

// outcomes are how a delivery ends or does not yet, as package bot names it.
var outcomes = []string{string(bot.OutcomeSent), string(bot.OutcomeRetry), string(bot.OutcomePatience), string(bot.OutcomePermanent), string(bot.OutcomeSkipped)}

func newDeliveries(r prom.Registerer) deliveries {
	total := counter(r, "deliveries_total",
		"Deliveries, by outcome: sent, retry (it failed), patience (the channel asked for it), permanent (it can never arrive), skipped (put off for a limit).",
		"channel", "outcome")
	retries := counter(r, "retries_total", "Attempts to send what was tried before.", "channel")
	seconds := histogram(r, "delivery_seconds", "How long an attempt to send took.", sendBuckets, "channel")
	wait := histogram(r, "delivery_wait_seconds", "From the event to what was sent of it.", waitBuckets, "channel")
	all := deliveries{}
	for _, name := range append(channelNames, other) {
		named := total.MustCurryWith(prom.Labels{"channel": name})
		all[name] = channel{outcomes: newFamily(named, outcomes...), retries: retries.WithLabelValues(name),
			seconds: seconds.WithLabelValues(name), wait: wait.WithLabelValues(name)}
	}
	return all
}

// of returns the figures of a channel by its name.
func (d deliveries) of(name string) channel {
	c, ok := d[name]
	if !ok {
		return d[other]
	}
	return c
}

// Sent counts what became of a delivery: it is what bot.RunConfig.Observe wants.
func (m *Metrics) Sent(s bot.Sent) {
	c := m.sent.of(s.Delivery.To.Channel)
	c.outcomes.inc(string(s.Outcome))
	if s.Outcome == bot.OutcomeSkipped {
		return // its channel was not asked
	}
	c.seconds.Observe(s.Took.Seconds())
	if s.Delivery.Attempt > 0 {
		c.retries.Inc()
	}
	if s.Outcome == bot.OutcomeSent {
		c.wait.Observe(max(s.Wait, 0).Seconds())
	}
}
