package telegramtest

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// defaultConnections is how many posts run at once: https://core.telegram.org/bots/api#setwebhook
const defaultConnections = 40

var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]*$`)

func (s *Server) setWebhook(c *call) (any, *apiError) {
	address := c.params["url"]
	if address == "" {
		return s.deleteWebhook(c)
	}
	secret := c.params["secret_token"]
	switch {
	case len(secret) > 256:
		return nil, badRequest("secret token is too long")
	case !secretForm.MatchString(secret):
		return nil, badRequest("secret token contains unallowed characters")
	}
	if err := s.checkAddress(address); err != nil {
		return nil, err
	}
	connections, drop := c.number("max_connections", defaultConnections, 1, 100), c.flag("drop_pending_updates")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.allow(c)
	if h := s.hook; h != nil && h.url == address && h.secret == secret && h.max == connections && !drop {
		return true, nil
	}
	s.endPoll(conflict(hookSet))
	s.endHook(drop)
	s.hook = newHook(s, address, secret, connections)
	for _, u := range slices.Clone(s.queue.list) {
		if !u.gone {
			s.hook.add(u)
		}
	}
	return true, nil
}

// checkAddress refuses addresses that the platform does not post to.
func (s *Server) checkAddress(address string) *apiError {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || strings.ContainsAny(address, " \n") {
		return badRequest("invalid webhook URL specified")
	}
	switch {
	case s.opt.Webhook.Local:
		return nil
	case u.Scheme != "https":
		return badRequest("bad webhook: An HTTPS URL must be provided for webhook")
	case u.Port() != "" && !slices.Contains([]string{"443", "80", "88", "8443"}, u.Port()):
		return badRequest("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
	}
	return nil
}

func (s *Server) deleteWebhook(c *call) (any, *apiError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endHook(c.flag("drop_pending_updates"))
	return true, nil
}

// endHook stops the delivery; what was not delivered stays for the next way of delivery, unless it is dropped. Server.mu is held.
func (s *Server) endHook(dropAll bool) {
	if s.hook != nil {
		s.hook.cancel()
		s.hook = nil
	}
	for dropAll && len(s.queue.list) > 0 {
		s.queue.drop(s.queue.list[0])
	}
}

// WebhookInfo is what the bot can ask about its webhook: https://core.telegram.org/bots/api#webhookinfo
type WebhookInfo struct {
	URL               string   `json:"url"`
	CustomCertificate bool     `json:"has_custom_certificate"`
	Pending           int      `json:"pending_update_count"`
	LastErrorDate     int64    `json:"last_error_date,omitempty"` // Unix seconds
	LastError         string   `json:"last_error_message,omitempty"`
	Connections       int      `json:"max_connections,omitempty"`
	IP                string   `json:"ip_address,omitempty"`
	Allowed           []string `json:"allowed_updates,omitempty"`
}

// Webhook says what getWebhookInfo says.
func (s *Server) Webhook() WebhookInfo {
	s.mu.Lock()
	defer s.mu.Unlock()
	info := WebhookInfo{Pending: s.queue.count, Allowed: s.queue.allowed}
	if h := s.hook; h != nil {
		info.URL, info.Connections, info.IP = h.url, h.max, "127.0.0.1"
		info.LastErrorDate, info.LastError = h.errorDate, h.errorText
	}
	return info
}

func (s *Server) getWebhookInfo(*call) (any, *apiError) { return s.Webhook(), nil }
