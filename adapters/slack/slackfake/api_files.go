package slackfake

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// file finds the file that a call names.
func (c *call) file() (*File, error) {
	f := c.s.workspace.files[c.arg("file")]
	switch {
	case f == nil || !f.ready:
		return nil, fail("file_not_found")
	case f.Deleted:
		return nil, fail("file_deleted")
	}
	return f, nil
}

func filesInfo(c *call) (object, error) {
	f, err := c.file()
	if err != nil {
		return nil, err
	}
	return object{"file": c.s.wireFile(f), "comments": []object{}, "response_metadata": object{"next_cursor": ""}}, nil
}

func filesDelete(c *call) (object, error) {
	f, err := c.file()
	if err != nil {
		return nil, err
	}
	if f.User != c.s.workspace.app.BotUserID {
		return nil, fail("cant_delete_file")
	}
	f.Deleted, f.Data = true, nil
	c.s.dropFile(f)
	return nil, nil
}

// dropFile takes a deleted file out of its messages; a message that was nothing but this file goes with it.
func (s *Server) dropFile(f *File) {
	for _, sh := range f.shares {
		c := s.workspace.channels[sh.channel]
		if c == nil || c.byTS[sh.ts] == nil {
			continue
		}
		m := c.byTS[sh.ts]
		alone := !slices.ContainsFunc(m.Files, func(other *File) bool { return !other.Deleted })
		if alone && m.Text == "" && len(m.Blocks) == 0 {
			s.remove(c, m)
		} else {
			s.edit(c, m, "", func(*Message) {})
		}
	}
}

// filesCompleteUpload makes uploaded files real and shares them in one message:
// https://docs.slack.dev/reference/methods/files.completeUploadExternal
func filesCompleteUpload(c *call) (object, error) {
	var wanted []struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	}
	if c.decode("files", &wanted) != nil || len(wanted) == 0 {
		return nil, fail("invalid_arguments", "missing required field: files")
	}
	ch, err := c.shareTarget()
	if err != nil {
		return nil, err
	}
	m, err := c.shareMessage()
	if err != nil {
		return nil, err
	}
	answer := make([]object, len(wanted))
	for i, w := range wanted {
		f := c.s.workspace.files[w.ID]
		if f == nil || f.ready || f.Data == nil {
			return nil, fail("file_not_found")
		}
		m.Files = append(m.Files, f)
		answer[i] = object{"id": w.ID, "title": cmp.Or(w.Title, f.Title), "created": f.Created.Unix(), "user": f.User}
	}
	for i, f := range m.Files {
		f.ready, f.Title = true, cmp.Or(wanted[i].Title, f.Title)
	}
	if ch != nil {
		c.s.post(ch, m)
	}
	return object{"files": answer}, nil
}

// shareTarget is the channel to share in; nil when the files stay private.
func (c *call) shareTarget() (*channel, error) {
	if c.arg("channel_id") == "" {
		c.args["channel_id"], _, _ = strings.Cut(c.arg("channels"), ",")
	}
	if c.arg("channel_id") == "" {
		return nil, nil
	}
	ch, err := c.channelNamed("channel_id")
	if err != nil {
		return nil, err
	}
	if ch.Archived {
		return nil, fail("is_archived")
	}
	if !ch.has(c.s.workspace.app.BotUserID) {
		return nil, fail("not_in_channel")
	}
	return ch, nil
}

func (c *call) shareMessage() (*Message, error) {
	thread := c.arg("thread_ts")
	if thread != "" && !tsForm.MatchString(thread) {
		return nil, fail("invalid_thread_ts", thread+" is not a valid thread_ts")
	}
	app := c.s.workspace.app
	m := &Message{User: app.BotUserID, BotID: app.BotID, ThreadTS: thread, Text: c.arg("initial_comment"), upload: true}
	if m.Text == "" {
		if c.decode("blocks", &m.Blocks) != nil {
			return nil, fail("invalid_blocks")
		}
		return m, c.s.checkMessageBlocks(m.Blocks)
	}
	return m, nil
}

// serveDownload is url_private and url_private_download. Without a token that may read files a browser is sent to the sign-in page.
func (s *Server) serveDownload(w http.ResponseWriter, r *http.Request) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	s.mu.Lock()
	_, id, _ := strings.Cut(r.PathValue("file"), "-")
	f := s.workspace.files[id]
	allowed := token == s.opt.BotToken && slices.Contains(s.opt.Scopes, "files:read")
	var data []byte
	var kind string
	if f != nil && f.ready && !f.Deleted {
		data, kind = f.Data, f.MIME
	}
	s.mu.Unlock()
	if !allowed {
		http.Redirect(w, r, "/signin?redir="+url.QueryEscape(r.URL.Path), http.StatusFound)
		return
	}
	status := http.StatusOK
	if data == nil {
		status, kind = http.StatusNotFound, "text/plain"
	}
	w.Header().Set("Content-Type", kind)
	s.aside(w, "download", func() (int, string) { return status, string(data) })
}

func serveSignIn(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte("<!DOCTYPE html><title>Slack</title><p>Sign in to your workspace</p>"))
}
