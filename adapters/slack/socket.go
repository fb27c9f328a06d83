package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"

	"github.com/slack-go/slack/socketmode"
)

// mostFrame bounds what Slack may send in one piece, in bytes.
const mostFrame = 4 << 20

// listen receives over Socket Mode until ctx ends (https://docs.slack.dev/apis/events-api/using-socket-mode). The library connects
// again whenever a connection ends.
func (in *intake) listen(ctx context.Context) error {
	quiet := socketmode.OptionLog(log.New(io.Discard, "", 0)) // its log may hold texts
	client := socketmode.New(in.api, quiet, socketmode.OptionReadLimit(mostFrame))
	ended := make(chan error, 1)
	go func() { ended <- client.RunContext(ctx) }()
	for {
		select {
		case ev := <-client.Events:
			in.socketEvent(ctx, client, ev)
		case err := <-ended:
			if ctx.Err() != nil || errors.Is(err, context.Canceled) {
				return nil
			}
			return fmt.Errorf("listen to slack: %w", err)
		}
	}
}

// socketEvent takes one envelope. The acknowledgement is queued when the work on it is done: the loop waits for nothing.
func (in *intake) socketEvent(ctx context.Context, client *socketmode.Client, ev socketmode.Event) {
	req, ok := in.envelope(ev)
	if !ok {
		return
	}
	in.take(req.Type, req.Payload, func(answer any, err error) {
		if err != nil {
			return
		}
		if err := client.AckCtx(ctx, req.EnvelopeID, answer); err != nil && ctx.Err() == nil {
			in.cfg.Log.Warn("could not acknowledge to slack", "err", err)
		}
	})
}

// envelope is the envelope of an event of the library. One that it could not understand is read here: the library reads more of an
// event than is needed, and one strange block must not lose a message.
func (in *intake) envelope(ev socketmode.Event) (socketmode.Request, bool) {
	switch ev.Type {
	case socketmode.EventTypeEventsAPI, socketmode.EventTypeInteractive, socketmode.EventTypeSlashCommand:
		return *ev.Request, true
	case socketmode.EventTypeErrorBadMessage:
		bad, ok := ev.Data.(*socketmode.ErrorBadMessage)
		var req socketmode.Request
		return req, ok && json.Unmarshal(bad.Message, &req) == nil && req.EnvelopeID != ""
	case socketmode.EventTypeConnected:
		in.cfg.Log.Info("connected to slack")
	case socketmode.EventTypeConnectionError, socketmode.EventTypeInvalidAuth:
		in.cfg.Log.Warn("no connection to slack", "what", string(ev.Type))
	}
	return socketmode.Request{}, false
}
