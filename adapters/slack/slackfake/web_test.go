package slackfake_test

import (
	"bytes"
	"image"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"amends/adapters/slack/slackfake"
)

func TestACardAndItsThread(t *testing.T) {
	r := newRig(t, slackfake.Options{Now: newClock().Now})
	card := r.post(slack.MsgOptionText("case 1", false), slack.MsgOptionBlocks(section("*Case 1*"), slack.NewActionBlock("acts", button("take", "Take"))),
		slack.MsgOptionMetadata(slack.SlackMetadata{EventType: "case", EventPayload: map[string]any{"id": "7"}}))
	reply := r.post(slack.MsgOptionText("hello", false), slack.MsgOptionTS(card))
	if reply <= card {
		t.Fatalf("a clock that stands still: the reply's ts %s is not after %s", reply, card)
	}
	_, _, _, err := r.api.UpdateMessage(r.desk, card, slack.MsgOptionText("case 1, taken", false))
	r.ok(err)

	got, _, _, err := r.api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: r.desk, Timestamp: card, IncludeAllMetadata: true})
	r.ok(err)
	if len(got) != 2 || got[0].Text != "case 1, taken" || len(got[0].Blocks.BlockSet) != 2 || got[0].ReplyCount != 1 || got[1].ThreadTimestamp != card {
		t.Errorf("the thread reads %+v", got)
	}
	if got[0].Metadata.EventPayload["id"] != "7" {
		t.Errorf("metadata after an update without it: %v", got[0].Metadata)
	}
	history, err := r.api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: r.desk})
	r.ok(err)
	if len(history.Messages) != 1 || history.Messages[0].Metadata.EventType != "" {
		t.Errorf("without include_all_metadata the history reads %+v", history.Messages)
	}
	if found := r.ByMetadata("case", "id", "7"); len(found) != 1 || found[0].TS != card {
		t.Errorf("by metadata: %+v", found)
	}
	link, err := r.api.GetPermalink(&slack.PermalinkParameters{Channel: r.desk, Ts: reply})
	r.ok(err)
	if !strings.Contains(link, "thread_ts="+card) {
		t.Errorf("permalink of a reply: %s", link)
	}
}

func TestRefusals(t *testing.T) {
	r := newRig(t, slackfake.Options{Scopes: []string{"chat:write", "channels:history", "channels:read", "users:read"}})
	closed := r.AddChannel(slackfake.Channel{Name: "other"})
	secret := r.AddChannel(slackfake.Channel{Name: "secret", Private: true, Members: []string{r.ana.ID}})
	theirs, err := r.ana.Post(r.desk, "mine")
	r.ok(err)
	mine := r.post(slack.MsgOptionText("x", false))
	cases := []struct {
		code string
		call func() error
	}{
		{"channel_not_found", func() error { _, _, err := r.api.PostMessage("C404", slack.MsgOptionText("x", false)); return err }},
		{"channel_not_found", func() error { _, _, err := r.api.PostMessage(secret.ID, slack.MsgOptionText("x", false)); return err }},
		{"not_in_channel", func() error { _, _, err := r.api.PostMessage(closed.ID, slack.MsgOptionText("x", false)); return err }},
		{"no_text", func() error { _, _, err := r.api.PostMessage(r.desk, slack.MsgOptionText(" ", false)); return err }},
		{"msg_too_long", func() error {
			_, _, err := r.api.PostMessage(r.desk, slack.MsgOptionText(long(40001), false))
			return err
		}},
		{"msg_too_long", func() error {
			_, _, _, err := r.api.UpdateMessage(r.desk, mine, slack.MsgOptionText(long(4001), false))
			return err
		}},
		{"invalid_thread_ts", func() error {
			_, _, err := r.api.PostMessage(r.desk, slack.MsgOptionText("x", false), slack.MsgOptionTS("yesterday"))
			return err
		}},
		{"too_many_attachments", func() error {
			_, _, err := r.api.PostMessage(r.desk, slack.MsgOptionAttachments(make([]slack.Attachment, 101)...))
			return err
		}},
		{"msg_blocks_too_long", func() error {
			_, _, err := r.api.PostMessage(r.desk, slack.MsgOptionBlocks(section(long(3000)), section(long(3000)), section(long(3000)), section(long(3000))))
			return err
		}},
		{"cant_update_message", func() error {
			_, _, _, err := r.api.UpdateMessage(r.desk, theirs, slack.MsgOptionText("x", false))
			return err
		}},
		{"cant_delete_message", func() error { _, _, err := r.api.DeleteMessage(r.desk, theirs); return err }},
		{"message_not_found", func() error { _, _, err := r.api.DeleteMessage(r.desk, "1.000000"); return err }},
		{"thread_not_found", func() error {
			_, _, _, err := r.api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: r.desk, Timestamp: "1.000000"})
			return err
		}},
		{"user_not_found", func() error { _, err := r.api.GetUserInfo("U404"); return err }},
		{"user_not_in_channel", func() error {
			_, err := r.api.PostEphemeral(r.desk, "U404", slack.MsgOptionText("x", false))
			return err
		}},
		{"missing_scope", func() error { return r.api.AddReaction("eyes", slack.NewRefToMessage(r.desk, mine)) }},
		{"invalid_auth", func() error { _, err := slack.New("xoxb-no", slack.OptionAPIURL(r.URL())).AuthTest(); return err }},
		{"not_authed", func() error { _, err := slack.New("", slack.OptionAPIURL(r.URL())).AuthTest(); return err }},
		{"not_allowed_token_type", func() error { _, err := slack.New(r.AppToken(), slack.OptionAPIURL(r.URL())).AuthTest(); return err }},
		{"is_archived", func() error {
			r.ok(r.Archive(r.desk))
			_, _, err := r.api.PostMessage(r.desk, slack.MsgOptionText("x", false))
			return err
		}},
		{"is_inactive", func() error {
			_, _, _, err := r.api.UpdateMessage(r.desk, mine, slack.MsgOptionText("y", false))
			return err
		}},
	}
	for _, c := range cases {
		no := r.refused(c.call(), c.code)
		if c.code == "missing_scope" && (no.Needed != "reactions:write" || !strings.Contains(no.Provided, "chat:write")) {
			t.Errorf("missing_scope tells needed %q, provided %q", no.Needed, no.Provided)
		}
	}
}

func TestDeletedParentsLeaveATombstone(t *testing.T) {
	r := newRig(t, slackfake.Options{})
	card := r.post(slack.MsgOptionText("card", false))
	reply := r.post(slack.MsgOptionText("reply", false), slack.MsgOptionTS(card))
	r.ok(r.Remove(r.desk, card))
	if m, _ := r.Message(r.desk, card); m.Subtype != "tombstone" || m.Text != "This message was deleted." {
		t.Fatalf("the deleted parent reads %+v", m)
	}
	_, _, _, err := r.api.UpdateMessage(r.desk, card, slack.MsgOptionText("x", false))
	r.refused(err, "message_not_found")
	_, _, err = r.api.DeleteMessage(r.desk, reply)
	r.ok(err)
	if left := r.Messages(r.desk); len(left) != 0 {
		t.Errorf("the tombstone outlived its last reply: %+v", left)
	}
	_, _, m, err := r.api.PostMessageWithResponse(r.desk, slack.MsgOptionText("late", false), slack.MsgOptionTS(card))
	r.ok(err)
	if m.ThreadTimestamp != "" || len(r.Channel(r.desk)) != 1 {
		t.Errorf("a reply to a parent that is gone: thread_ts %q, channel %+v", m.ThreadTimestamp, r.Channel(r.desk))
	}
}

func TestReactionsAndPeople(t *testing.T) {
	r := newRig(t, slackfake.Options{})
	item := slack.NewRefToMessage(r.desk, r.post(slack.MsgOptionText("x", false)))
	r.ok(r.api.AddReaction("hourglass", item))
	r.refused(r.api.AddReaction("hourglass", item), "already_reacted")
	r.ok(r.ana.React(r.desk, item.Timestamp, "hourglass"))
	got, err := r.api.GetReactions(item, slack.GetReactionsParameters{})
	r.ok(err)
	if len(got.Reactions) != 1 || got.Reactions[0].Count != 2 {
		t.Errorf("reactions: %+v", got.Reactions)
	}
	r.ok(r.api.RemoveReaction("hourglass", item))
	r.refused(r.api.RemoveReaction("hourglass", item), "no_reaction")
	r.refused(r.api.AddReaction(":eyes:", item), "invalid_name")

	who, err := r.api.GetUserInfo(r.ana.ID)
	r.ok(err)
	if who.Profile.DisplayName != "Ana" || who.Name != "ana" {
		t.Errorf("users.info: %+v", who)
	}
	members, cursor, err := r.api.GetUsersInConversation(&slack.GetUsersInConversationParameters{ChannelID: r.desk, Limit: 1})
	r.ok(err)
	rest, _, err := r.api.GetUsersInConversation(&slack.GetUsersInConversationParameters{ChannelID: r.desk, Cursor: cursor})
	r.ok(err)
	if len(members) != 1 || len(rest) != 1 || rest[0] != r.ana.ID {
		t.Errorf("members page by page: %v and %v", members, rest)
	}
	info, err := r.api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: r.desk})
	r.ok(err)
	if !info.IsMember || info.Name != "disputes" {
		t.Errorf("conversations.info: %+v", info)
	}
	users, err := r.api.GetUsers()
	r.ok(err)
	if len(users) != 2 {
		t.Errorf("users.list has %d users, expected the bot and Ana", len(users))
	}
	if auth, err := r.api.AuthTest(); err != nil || auth.BotID != r.App().BotID {
		t.Errorf("auth.test: %+v %v", auth, err)
	}
}

func TestFilesBothWays(t *testing.T) {
	r := newRig(t, slackfake.Options{})
	card := r.post(slack.MsgOptionText("card", false))
	var picture bytes.Buffer
	r.ok(png.Encode(&picture, image.NewGray(image.Rect(0, 0, 4, 3))))
	up, err := r.api.UploadFile(slack.UploadFileParameters{Filename: "box.png", FileSize: picture.Len(), Reader: bytes.NewReader(picture.Bytes()),
		Title: "the box", AltTxt: "a box", Channel: r.desk, ThreadTimestamp: card, InitialComment: "look"})
	r.ok(err)
	thread := r.Thread(r.desk, card)
	if len(thread) != 2 || thread[1].Text != "look" || len(thread[1].Files) != 1 || thread[1].Files[0].Width != 4 || thread[1].Files[0].Title != "the box" {
		t.Fatalf("the thread after an upload: %+v", thread)
	}
	r.post(slack.MsgOptionBlocks(slack.ImageBlock{Type: slack.MBTImage, AltText: "box", SlackFile: &slack.SlackFileObject{ID: up.ID}}))
	_, _, err = r.api.PostMessage(r.desk, slack.MsgOptionBlocks(slack.ImageBlock{Type: slack.MBTImage, AltText: "box", SlackFile: &slack.SlackFileObject{ID: "F404"}}))
	r.refused(err, "invalid_blocks")

	ts, err := r.ana.ReplyFile(r.desk, card, "label.txt", []byte("tracking 1Z"), "the label")
	r.ok(err)
	theirs, _ := r.Message(r.desk, ts)
	info, _, _, err := r.api.GetFileInfo(theirs.Files[0].ID, 0, 0)
	r.ok(err)
	var got bytes.Buffer
	r.ok(r.api.GetFile(info.URLPrivateDownload, &got))
	if got.String() != "tracking 1Z" || info.Mimetype != "text/plain" {
		t.Errorf("downloaded %q of type %s", got.String(), info.Mimetype)
	}
	stranger := slack.New("xoxb-no", slack.OptionAPIURL(r.URL()))
	if err := stranger.GetFile(info.URLPrivateDownload, &got); err == nil || !strings.Contains(err.Error(), "sign-in") {
		t.Errorf("a download without a token gave %v", err)
	}
	r.ok(r.api.DeleteFile(up.ID))
	_, _, _, err = r.api.GetFileInfo(up.ID, 0, 0)
	r.refused(err, "file_deleted")
	r.refused(r.api.DeleteFile(theirs.Files[0].ID), "cant_delete_file")
}

func TestHistoryPageByPage(t *testing.T) {
	now := newClock()
	r := newRig(t, slackfake.Options{Now: now.Now})
	var stamps []string
	for range 5 {
		stamps = append(stamps, r.post(slack.MsgOptionText("x", false)))
		now.Advance(time.Second)
	}
	var read []string
	cursor := ""
	for {
		page, err := r.api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: r.desk, Limit: 2, Cursor: cursor})
		r.ok(err)
		for _, m := range page.Messages {
			read = append([]string{m.Timestamp}, read...)
		}
		if cursor = page.ResponseMetaData.NextCursor; cursor == "" {
			break
		}
	}
	if strings.Join(read, " ") != strings.Join(stamps, " ") {
		t.Errorf("page by page: %v, posted: %v", read, stamps)
	}
	middle, err := r.api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: r.desk, Oldest: stamps[1], Latest: stamps[3], Inclusive: true})
	r.ok(err)
	if len(middle.Messages) != 3 {
		t.Errorf("between the second and the fourth, inclusive: %d messages", len(middle.Messages))
	}
}
