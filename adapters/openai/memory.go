package openai

import "sync"

// mostRemembered is how many wordings are kept at most.
const mostRemembered = 1000

// memory keeps what was written lately. When half of its room is full, what was not asked for since the last time is forgotten. It is safe
// for concurrent use.
type memory struct {
	most int

	mu       sync.Mutex
	now, was map[string]string
}

func newMemory(most int) *memory { return &memory{most: most, now: map[string]string{}} }

func (m *memory) get(key string) (string, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	text, ok := m.now[key]
	if !ok {
		if text, ok = m.was[key]; ok {
			m.set(key, text)
		}
	}
	return text, ok
}

func (m *memory) put(key, text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.set(key, text)
}

func (m *memory) set(key, text string) {
	if len(m.now) >= m.most/2 {
		m.now, m.was = map[string]string{}, m.now
	}
	m.now[key] = text
}
