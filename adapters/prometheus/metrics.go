package prometheus

import (
	"net/http"
	"time"

	prom "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the figures of one process, in a registry of their own. It is safe for concurrent use.
type Metrics struct {
	registry *prom.Registry
	turns    turns
	sent     deliveries
	model    models
}

// New returns metrics that look up what they need at the source. The zero Source has only what Turn and Sent count.
func New(source Source) *Metrics {
	r := prom.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m := &Metrics{registry: r, turns: newTurns(r), sent: newDeliveries(r), model: newModels(r)}
	r.MustRegister(newGauges(source))
	return m
}

// Handler answers with all figures in Prometheus's text form or OpenMetrics, whichever is asked for.
func (m *Metrics) Handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{Registry: m.registry, MaxRequestsInFlight: 4, Timeout: 10 * time.Second,
		EnableOpenMetrics: true})
}

// counter makes and registers a counter for each combination of labels.
func counter(r prom.Registerer, name, help string, labels ...string) *prom.CounterVec {
	c := prom.NewCounterVec(prom.CounterOpts{Namespace: "amends", Name: name, Help: help}, labels)
	r.MustRegister(c)
	return c
}

// histogram makes and registers a histogram for each combination of labels.
func histogram(r prom.Registerer, name, help string, buckets []float64, labels ...string) *prom.HistogramVec {
	h := prom.NewHistogramVec(prom.HistogramOpts{Namespace: "amends", Name: name, Help: help, Buckets: buckets}, labels)
	r.MustRegister(h)
	return h
}

// family is the counters of one label, made once, so that counting is one look into a map that does not change. They start at zero:
// a rate can only be computed from a figure that was there before its first event.
type family map[string]prom.Counter

const other = "other" // for a name that the program does not know

func newFamily(vec *prom.CounterVec, names ...string) family {
	f := family{other: vec.WithLabelValues(other)}
	for _, name := range names {
		f[name] = vec.WithLabelValues(name)
	}
	return f
}

func (f family) inc(name string) {
	c, ok := f[name]
	if !ok {
		c = f[other]
	}
	c.Inc()
}
