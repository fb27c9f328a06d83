package prometheus

import (
	"time"

	prom "github.com/prometheus/client_golang/prometheus"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/playbook"
)

// turnBuckets go from an engine's step to the longest turn that there is, in seconds.
var turnBuckets = []float64{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20}

// turns are the figures that a turn changes.
type turns struct {
	total                            *prom.CounterVec
	read, decide, word, write, whole prom.Observer
	offers                           prom.Counter
	handoffs, settlements            family
	alerts, breaches, readers        family
}

// The reasons of a handoff and of an alert, as package dialogue names them.
var (
	handoffReasons = []string{"asked", "safety", "legal", "limit", "no_agreement", "misunderstood", "policy", "error"}
	alertReasons   = append([]string{"others_data", "chargeback", "privacy", "reply_late", "approval_late", "overdue", "claim_date", "floor",
		"changed_mind", "unhappy", "not_yet", "unreachable"}, handoffReasons...)
)

// breachOf is what was late when the desk is alerted for the reason.
var breachOf = map[string]string{"reply_late": "reply", "approval_late": "approval", "overdue": "remedy"}

func newTurns(r prom.Registerer) turns {
	seconds := histogram(r, "turn_seconds", "How long the parts of a turn took.", turnBuckets, "part")
	offers := counter(r, "offers_total", "Offers made, each with up to three remedies.")
	return turns{
		total:  counter(r, "turns_total", "Turns, by what came in and what came of it.", "event", "outcome"),
		read:   seconds.WithLabelValues("read"),
		decide: seconds.WithLabelValues("decide"),
		word:   seconds.WithLabelValues("word"),
		write:  seconds.WithLabelValues("write"),
		whole:  seconds.WithLabelValues("whole"),
		offers: offers.WithLabelValues(),
		handoffs: newFamily(counter(r, "handoffs_total", "Conversations that a person took over, by why.", "reason"),
			handoffReasons...),
		settlements: newFamily(counter(r, "settlements_total", "Remedies agreed on; one that is taken back again is not taken off.", "remedy"),
			remedyNames()...),
		alerts: newFamily(counter(r, "alerts_total", "Alerts to the desk, by why.", "reason"), alertReasons...),
		breaches: newFamily(counter(r, "sla_breaches_total", "Deadlines that passed: an agent's reply, an approval, a remedy.", "kind"),
			deadlineKinds...),
		readers: newFamily(counter(r, "texts_read_total", "Texts of buyers, by who read them in the end.", "by"), "builtin", "model"),
	}
}

func remedyNames() []string {
	var names []string
	for _, id := range playbook.Remedies {
		names = append(names, string(id))
	}
	return names
}

// Turn counts a committed turn: it is what bot.Config.Observe wants.
func (m *Metrics) Turn(t bot.Trace) {
	s := &m.turns
	s.total.WithLabelValues(eventName(t.Turn.Event.Body), outcome(t.Turn)).Inc()
	s.read.Observe(t.Read.Seconds())
	s.decide.Observe(t.Decide.Seconds())
	s.word.Observe(t.Word.Seconds())
	s.write.Observe(t.Write.Seconds())
	s.whole.Observe((t.Read + t.Decide + t.Word + t.Write).Seconds())
	if by := t.Turn.Event.Read.Interpretation.By; by != "" {
		s.readers.inc(by)
	}
	if h := t.Turn.Next.Human; h != nil && h.Since.Equal(t.Turn.Event.At) {
		s.handoffs.inc(h.Reason)
	}
	if offered(t.Turn.Next, t.Turn.Event.At) {
		s.offers.Inc()
	}
	for _, d := range t.Turn.Outbox {
		s.count(d)
	}
}

// count counts what one delivery says about the turn that made it.
func (s *turns) count(d bot.Delivery) {
	switch a := d.Action.(type) {
	case dialogue.Alert:
		s.alerts.inc(a.Reason)
		if kind, late := breachOf[a.Reason]; late {
			s.breaches.inc(kind)
		}
	case dialogue.Settle:
		if d.To.Channel == "ledger" && !a.Withdrawn { // the ledger hears of each once, whoever else does
			s.settlements.inc(string(a.Settlement.Remedy))
		}
	}
}

// offered reports whether an offer was made at the time.
func offered(c dialogue.Conversation, at time.Time) bool {
	for i := range c.Cases {
		if o := c.Cases[i].Offer; o != nil && o.At.Equal(at) {
			return true
		}
	}
	return false
}

// outcome is what came of a turn, the gravest first: "failed" when it could not be handled, "person" when a person took over,
// "answered" when the buyer was told something, "desk" when only the team was, "quiet" when nobody was.
func outcome(t bot.Turn) string {
	if _, failed := t.Event.Body.(dialogue.Failure); failed {
		return "failed"
	}
	if h := t.Next.Human; h != nil && h.Since.Equal(t.Event.At) {
		return "person"
	}
	what := "quiet"
	for _, d := range t.Outbox {
		switch d.Action.(type) {
		case dialogue.Say:
			return "answered"
		case dialogue.ShowCase, dialogue.Ask, dialogue.Alert, dialogue.Relay:
			what = "desk"
		}
	}
	return what
}

// eventName is the kind of an event.
func eventName(body dialogue.Body) string {
	switch body.(type) {
	case dialogue.Message:
		return "message"
	case dialogue.Press:
		return "press"
	case dialogue.Upload:
		return "upload"
	case dialogue.Edit, dialogue.Delete:
		return "edit"
	case dialogue.Start:
		return "start"
	case dialogue.Wakeup:
		return "wakeup"
	case dialogue.Delivered:
		return "delivered"
	case dialogue.Failure:
		return "failure"
	}
	return "desk" // all that agents do
}
