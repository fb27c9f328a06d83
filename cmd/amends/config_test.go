package main

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// TestLogsHaveNoSecrets: whatever is handed to the log, in whatever form, a secret of the settings is not written.
func TestLogsHaveNoSecrets(t *testing.T) {
	cfg := &config{redisURL: "redis://shop:hunter2@127.0.0.1:6379/0", proofKey: "prove-me-prove-me", telegram: telegramConfig{token: "123:telegram-token", secret: "webhook-secret"},
		slack: slackConfig{botToken: "xoxb-bot-token", appToken: "xapp-app-token", signingSecret: "signing-secret"}, remedy: remedyConfig{secret: "remedy-secret"}}
	var out strings.Builder
	log := slog.New(slog.NewTextHandler(&out, &slog.HandlerOptions{ReplaceAttr: cfg.redact}))
	for _, secret := range []string{"hunter2", "prove-me-prove-me", "123:telegram-token", "webhook-secret", "xoxb-bot-token", "xapp-app-token", "signing-secret", "remedy-secret"} {
		log.Info("msg "+secret, "text", secret, "err", fmt.Errorf("call: %w", errors.New("https://host/"+secret)), slog.Group("in", "a", secret))
		if strings.Contains(out.String(), secret) {
			t.Errorf("%s was written: %s", secret, out.String())
		}
	}
	log.Info("kept", "n", 7, "err", errors.New("plain"))
	if !strings.Contains(out.String(), "msg=kept n=7 err=plain") {
		t.Errorf("expected what is no secret to be written as it is: %s", out.String())
	}
}

// TestEverySettingHasItsPlace: no two settings fill the same field, and each can be read from the environment by its name.
func TestEverySettingHasItsPlace(t *testing.T) {
	cfg, seen := &config{}, map[*string]string{}
	for _, s := range settings {
		if other := seen[s.field(cfg)]; other != "" {
			t.Errorf("%s and %s fill the same field", s.name, other)
		}
		seen[s.field(cfg)] = s.name
		if s.usage == "" || s.name != strings.ToUpper(s.name) {
			t.Errorf("%q: want a name in capitals and a word on what it is for", s.name)
		}
	}
}
