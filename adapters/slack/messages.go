package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// message is what is read of a message (https://docs.slack.dev/reference/events/message).
type message struct {
	Subtype string          `json:"subtype"`
	User    string          `json:"user"`
	Bot     string          `json:"bot_id"`
	Text    string          `json:"text"`
	TS      string          `json:"ts"`
	Thread  string          `json:"thread_ts"`
	Parent  string          `json:"parent_user_id"` // who began the thread
	Files   []sharedFile    `json:"files"`
	Blocks  json.RawMessage `json:"blocks"`
	Edited  *struct {
		User string `json:"user"`
		TS   string `json:"ts"`
	} `json:"edited"`
}

// messageEvent is a message, or what became of one.
type messageEvent struct {
	message
	Deleted  string   `json:"deleted_ts"`
	Message  *message `json:"message"`
	Previous *message `json:"previous_message"`
}

// byPerson reports whether these are somebody's words: not a bot's, ours included, and not Slack's own ("Ana joined the channel").
func (m message) byPerson() bool {
	return m.User != "" && m.Bot == "" && (m.Subtype == "" || m.Subtype == "file_share" || m.Subtype == "thread_broadcast")
}

// inThread reports whether the message answers another one.
func (m message) inThread() bool { return m.Thread != "" && m.Thread != m.TS }

func (m message) words(names func(string) string) string { return plainText(m.Text, m.Blocks, names) }

// readMessage understands what happened to a message of the desk's channel. Its key is the thread that it is in.
func (in *intake) readMessage(data []byte) (job, error) {
	var ev messageEvent
	if err := json.Unmarshal(data, &ev); err != nil {
		return job{}, fmt.Errorf("read a message: %w", err)
	}
	switch {
	case ev.Subtype == "message_changed" && ev.Message != nil:
		return in.readChange(*ev.Message, ev.Previous), nil
	case ev.Subtype == "message_deleted" && ev.Deleted != "":
		return in.readDeletion(ev), nil
	case ev.byPerson() && ev.inThread():
		return job{key: ev.Thread, do: func(ctx context.Context) (any, error) { return nil, in.written(ctx, ev.message) }}, nil
	}
	return job{}, nil
}

// youngThread is how old a thread of ours may be whose case is not known yet: its card was posted, and that is not written down so far.
const youngThread = 5 * time.Minute

// written takes a message in a thread. What is written below a card that was posted a moment ago comes again until its case is known.
func (in *intake) written(ctx context.Context, m message) error {
	at, ok, err := in.caseOf(ctx, m.Thread)
	switch {
	case err != nil:
		return err
	case ok:
		return in.typed(ctx, at, m)
	case in.workspace.isUs(m.Parent) && tsTime(m.TS).Sub(tsTime(m.Thread)) < youngThread:
		return errors.New("the case of a young thread is not known yet")
	}
	return nil
}

func (in *intake) readChange(m message, before *message) job {
	switch {
	case m.Subtype == "tombstone": // a deleted message whose thread stays
		return in.inThreadOf(m.TS, func(ctx context.Context, at place) error { return in.cardLost(ctx, at, m.TS) })
	case !m.byPerson() || !m.inThread() || m.Edited == nil, before != nil && before.Text == m.Text: // a link was unfurled, a reply counted
		return job{}
	}
	return in.inThreadOf(m.Thread, func(ctx context.Context, at place) error { return in.edited(ctx, at, m) })
}

func (in *intake) readDeletion(ev messageEvent) job {
	if was := ev.Previous; was != nil && was.Thread != "" && was.Thread != ev.Deleted {
		if !was.byPerson() {
			return job{}
		}
		return in.inThreadOf(was.Thread, func(ctx context.Context, at place) error { return in.deleted(ctx, at, *was, ev.Deleted) })
	}
	return in.inThreadOf(ev.Deleted, func(ctx context.Context, at place) error { return in.cardLost(ctx, at, ev.Deleted) })
}

// inThreadOf is a job on the case whose card began a thread; on no other thread it does nothing.
func (in *intake) inThreadOf(root string, do func(context.Context, place) error) job {
	return job{key: root, do: func(ctx context.Context) (any, error) {
		at, ok, err := in.caseOf(ctx, root)
		if err != nil || !ok {
			return nil, err
		}
		return nil, do(ctx, at)
	}}
}

// caseOf finds the case whose card is a message of the desk's channel.
func (c *Channel) caseOf(ctx context.Context, ts string) (place, bool, error) {
	thread, err := c.cfg.Threads.Thread(ctx, c.cfg.Channel+":"+ts)
	if err != nil {
		return place{}, false, fmt.Errorf("look for the case of a thread: %w", err)
	}
	no, ok := bot.CardOf(thread.Key)
	return place{thread.Conversation, no}, ok && thread.Conversation != "", nil
}

// typed takes what an agent wrote into a case's thread.
func (in *intake) typed(ctx context.Context, at place, m message) error {
	agent, ok, err := in.people.member(ctx, m.User)
	if err != nil {
		return err
	}
	if !ok {
		in.refuse(m.User, m.Thread, "")
		return nil
	}
	body := typedBody(agent, at.Case, m.words(in.nameOf), files(m.Files))
	if body == nil {
		return nil
	}
	if err := in.accept(ctx, at, "t"+m.TS, body); err != nil {
		return err
	}
	if _, plain := body.(dialogue.Post); plain {
		in.hint(at, m)
	}
	return nil
}

// What a message in a thread begins with when it says who is to read it.
const (
	prefixReply = "reply:"
	prefixNote  = "note:"
)

// typedBody is what a text in a thread means; nil for nothing at all.
func typedBody(agent, no, text string, files []dialogue.File) dialogue.Body {
	prefix, text := splitPrefix(text)
	switch {
	case text == "" && len(files) == 0:
		return nil
	case prefix == prefixReply:
		return dialogue.Reply{Agent: agent, Case: no, Text: text, Files: files, Seen: true}
	case prefix == prefixNote:
		return dialogue.Note{Agent: agent, Text: text}
	}
	return dialogue.Post{Agent: agent, Case: no, Text: text, Files: files}
}

// splitPrefix parts a text from the word in front that says who is to read it.
func splitPrefix(text string) (prefix, rest string) {
	text = strings.TrimSpace(text)
	for _, p := range []string{prefixReply, prefixNote} {
		if len(text) >= len(p) && strings.EqualFold(text[:len(p)], p) {
			return p, strings.TrimSpace(text[len(p):])
		}
	}
	return "", text
}

// edited takes a changed message. One that was made a note is taken back from the buyer.
func (in *intake) edited(ctx context.Context, at place, m message) error {
	agent, ok, err := in.people.member(ctx, m.Edited.User)
	if err != nil || !ok {
		return err
	}
	var body dialogue.Body
	switch prefix, text := splitPrefix(m.words(in.nameOf)); {
	case prefix == prefixNote:
		body = dialogue.Recall{Agent: agent, Message: "t" + m.TS}
	case text == "":
		return nil
	default:
		body = dialogue.Amend{Agent: agent, Message: "t" + m.TS, Text: text}
	}
	return in.accept(ctx, at, "e"+m.TS+":"+m.Edited.TS, body)
}

// deleted takes back a message that its author, or an admin, deleted. The author may have left meanwhile.
func (in *intake) deleted(ctx context.Context, at place, was message, ts string) error {
	agent, ok, err := in.people.member(ctx, was.User)
	if err != nil {
		return err
	}
	if !ok {
		agent = was.User
	}
	return in.accept(ctx, at, "d"+ts, dialogue.Recall{Agent: agent, Message: "t" + ts})
}

// cardLost has a case's card posted again, unless it has another one already.
func (in *intake) cardLost(ctx context.Context, at place, ts string) error {
	receipt, err := in.receipt(ctx, at.Conversation, bot.CardKey(at.Case))
	if err != nil || receipt != "" && receipt != in.cfg.Channel+":"+ts {
		return err
	}
	return in.accept(ctx, at, "lost:"+ts, dialogue.Lost{Case: at.Case})
}

// sharedFile is a file in a message (https://docs.slack.dev/reference/objects/file-object).
type sharedFile struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	MIME string `json:"mimetype"`
	Size int64  `json:"size"`
	Mode string `json:"mode"`
}

const (
	mostFiles    = 10
	longFileName = 120 // characters
)

// files are a message's files as events carry them.
func files(shared []sharedFile) []dialogue.File {
	var list []dialogue.File
	for _, f := range shared {
		if f.ID == "" || f.Mode == "tombstone" || f.Mode == "hidden_by_limit" || len(list) == mostFiles {
			continue
		}
		list = append(list, dialogue.File{Ref: fileRef + f.ID, Name: plainWords(f.Name, longFileName), Kind: fileKind(f.MIME), Size: f.Size})
	}
	return list
}

func fileKind(mime string) string {
	kind, _, _ := strings.Cut(mime, "/")
	switch kind {
	case "image":
		return "photo"
	case "video":
		return "video"
	case "audio":
		return "voice"
	}
	return "file"
}
