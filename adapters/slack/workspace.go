package slack

import (
	"context"
	"net/url"
	"strings"
	"sync"

	"github.com/slack-go/slack"
)

// workspace is the workspace that the app is installed in. Links into it are built as Slack builds its permalinks
// (https://docs.slack.dev/reference/methods/chat.getPermalink), which saves a call for each.
type workspace struct {
	api  *slack.Client
	mu   sync.Mutex
	base string // such as "https://northwind.slack.com/"
	us   string // the bot's user ID
}

func (w *workspace) read(ctx context.Context) error {
	who, err := w.api.AuthTestContext(ctx)
	if err != nil {
		return failed("ask who we are", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.us = who.UserID
	if u, err := url.Parse(who.URL); err == nil && u.Host != "" {
		w.base = strings.TrimSuffix(u.String(), "/") + "/"
	}
	return nil
}

func (w *workspace) address() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.base
}

// isUs reports whether a user is the bot itself.
func (w *workspace) isUs(userID string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return userID != "" && w.us == userID
}
