// Package prometheus counts and times what a bot does, for the seller's monitoring (https://prometheus.io).
//
// [Metrics.Turn] hears of every turn and [Metrics.Sent] of every delivery: both cost microseconds. What is only true at one moment,
// such as the number of open cases or the time left until the nearest deadline, is looked up when somebody asks for the figures
// (gauges.go), at most once a second.
//
// Labels hold names that the program knows and nothing that came from people: what is not known is counted as "other". No figure
// holds an order number, a name or a text.
//
// A page that wakes somebody is worth it for few of them: amends_sla_due_seconds below zero (somebody waits for an answer that is
// late), amends_outbox_oldest_seconds growing (messages do not go out), amends_store_up at 0, and a rate of
// amends_turns_total{outcome="failed"} above none.
package prometheus
