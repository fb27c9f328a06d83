package slackfake

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	// The formats Slack shows as pictures.
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
)

// maxUpload bounds one upload. Slack takes 1 GB; no test needs that.
const maxUpload = 64 << 20

// File is a file of the workspace.
type File struct {
	ID, Name, Title, AltText string
	MIME                     string
	User                     string // who uploaded it
	Data                     []byte
	Width, Height            int // of a picture
	Deleted                  bool
	Created                  time.Time

	length int // as announced by files.getUploadURLExternal
	ready  bool
	shares []share
}

// share is one message that a file was posted with.
type share struct{ channel, ts, threadTS string }

// fill sets what follows from the content.
func (f *File) fill(data []byte) {
	f.Data = data
	f.MIME = cmp.Or(mime.TypeByExtension(path.Ext(f.Name)), http.DetectContentType(data))
	f.MIME, _, _ = strings.Cut(f.MIME, ";")
	if size, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil {
		f.Width, f.Height = size.Width, size.Height
	}
}

func (s *Server) fileURL(f *File, download string) string {
	return fmt.Sprintf("%s/files-pri/%s-%s/%s%s", s.base(), s.workspace.app.TeamID, f.ID, download, url.PathEscape(f.Name))
}

func (s *Server) wireFile(f *File) object {
	if f.Deleted {
		return object{"id": f.ID, "mode": "tombstone"}
	}
	kind := strings.TrimPrefix(strings.ToLower(path.Ext(f.Name)), ".")
	channels := []string{}
	for _, sh := range f.shares {
		if !slices.Contains(channels, sh.channel) {
			channels = append(channels, sh.channel)
		}
	}
	o := object{"id": f.ID, "created": f.Created.Unix(), "timestamp": f.Created.Unix(), "name": f.Name, "title": f.Title,
		"mimetype": f.MIME, "filetype": kind, "pretty_type": strings.ToUpper(kind), "user": f.User, "user_team": s.workspace.app.TeamID,
		"editable": false, "size": len(f.Data), "mode": "hosted", "is_external": false, "external_type": "", "is_public": true,
		"public_url_shared": false, "display_as_bot": false, "username": "", "file_access": "visible", "has_rich_preview": false,
		"url_private": s.fileURL(f, ""), "url_private_download": s.fileURL(f, "download/"), "comments_count": 0,
		"permalink": fmt.Sprintf("https://%s.slack.com/files/%s/%s/%s", s.workspace.app.Domain, f.User, f.ID, url.PathEscape(f.Name)),
		"channels":  channels, "groups": []string{}, "ims": []string{}, "shares": wireShares(f)}
	if f.AltText != "" {
		o["alt_txt"] = f.AltText
	}
	if f.Width > 0 {
		o["original_w"], o["original_h"], o["thumb_360"] = f.Width, f.Height, s.fileURL(f, "")
	}
	return o
}

func wireShares(f *File) object {
	public := object{}
	for _, sh := range f.shares {
		list, _ := public[sh.channel].([]object)
		entry := object{"ts": sh.ts}
		if sh.threadTS != "" {
			entry["thread_ts"] = sh.threadTS
		}
		public[sh.channel] = append(list, entry)
	}
	return object{"public": public}
}

func filesGetUploadURL(c *call) (object, error) {
	name := c.arg("filename")
	length, err := strconv.Atoi(c.arg("length"))
	if name == "" || err != nil || length <= 0 {
		return nil, fail("missing_argument")
	}
	if len([]rune(c.arg("alt_txt"))) > 1000 {
		return nil, fail("alt_txt_too_large")
	}
	s := c.s
	f := &File{ID: s.newID("F"), Name: name, Title: name, AltText: c.arg("alt_txt"), User: s.workspace.app.BotUserID, length: length, Created: c.at}
	ticket := s.newID("CwABAAAA")
	s.workspace.files[f.ID], s.workspace.uploads[ticket] = f, f
	return object{"upload_url": s.base() + "/upload/v1/" + ticket, "file_id": f.ID}, nil
}

// serveUpload takes the content of a file, as it is or as the one file of a multipart form.
func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	data, err := uploaded(w, r)
	s.aside(w, "upload", func() (int, string) {
		f := s.workspace.uploads[r.PathValue("ticket")]
		switch {
		case f == nil:
			return http.StatusNotFound, "no such upload"
		case err != nil || len(data) != f.length:
			return http.StatusBadRequest, "content does not have the announced length"
		}
		delete(s.workspace.uploads, r.PathValue("ticket"))
		f.fill(data)
		return http.StatusOK, fmt.Sprintf("OK - %d", len(data))
	})
}

func uploaded(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxUpload)
	var from io.Reader = r.Body
	if kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" {
		part, err := multipart.NewReader(r.Body, params["boundary"]).NextPart()
		if err != nil {
			return nil, err
		}
		from = part
	}
	return io.ReadAll(from)
}

// aside runs what is no Web API method under the same faults and into the same record.
func (s *Server) aside(w http.ResponseWriter, name string, do func() (status int, body string)) {
	c := &call{method: name, at: s.now()}
	s.mu.Lock()
	fate := s.faults.next(name)
	status, body := http.StatusServiceUnavailable, "service_unavailable"
	var err error
	switch {
	case s.faults.down:
	case fate.failure != nil:
		status, body = cmp.Or(fate.failure.Status, http.StatusInternalServerError), fate.failure.Error
	default:
		status, body = do()
	}
	if status >= http.StatusBadRequest {
		err = fail(cmp.Or(body, "internal_error"))
	}
	s.records.note(c, nil, err, 0)
	s.touch()
	s.mu.Unlock()
	if fate.dropAnswer {
		dropConnection(w)
		return
	}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}
