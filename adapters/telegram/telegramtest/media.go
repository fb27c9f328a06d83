package telegramtest

import (
	"encoding/json"
	"strconv"
	"strings"
)

// sendMedia makes the method that sends one kind of file.
func sendMedia(method, kind string) func(*Server, *call) (any, *apiError) {
	return func(s *Server, c *call) (any, *apiError) {
		m := &Message{}
		var err *apiError
		if m.Caption, m.CaptionEntities, err = c.caption(); err != nil {
			return nil, err
		}
		f, err := s.input(c, kind, c.params[kind], kind)
		if err != nil {
			return nil, err
		}
		m.put(kind, f)
		return s.send(c, method, m)
	}
}

// input finds the file of a kind that a call brings: uploaded as the field, attached under another name, or known by its identifier.
func (s *Server) input(c *call, kind, value, field string) (File, *apiError) {
	if name, ok := strings.CutPrefix(value, "attach://"); ok {
		value, field = "", name
	}
	up, uploaded := c.files[field]
	switch {
	case uploaded && len(up.data) == 0:
		return File{}, badRequest("file must be non-empty")
	case uploaded && kind == "photo" && len(up.data) > maxPhoto:
		return File{}, &apiError{code: 413, description: "Request Entity Too Large"}
	case uploaded:
		return s.blobs.add(kind, up.name, up.data), nil
	case value == "":
		return File{}, badRequest("there is no %s in the request", strings.ReplaceAll(kind, "_", " "))
	case strings.HasPrefix(value, "http://") || strings.HasPrefix(value, "https://"):
		return File{}, badRequest("failed to get HTTP URL content")
	}
	b := s.blobs.find(value)
	if b == nil {
		return File{}, badRequest("wrong file identifier/HTTP URL specified")
	}
	if b.kind != kind && (kind == "photo" || b.kind == "photo") {
		return File{}, badRequest("can't use file of type %s as %s", capital(b.kind), capital(kind))
	}
	return b.file, nil
}

// maxPhoto is how large an uploaded photo can be: https://core.telegram.org/bots/api#sendphoto
const maxPhoto = 10 << 20

// maxAlbum is how many files an album holds: https://core.telegram.org/bots/api#sendmediagroup
const maxAlbum = 10

// An albumItem is one file of an album: https://core.telegram.org/bots/api#inputmedia
type albumItem struct {
	Type     string          `json:"type"`
	Media    string          `json:"media"`
	Caption  string          `json:"caption"`
	Mode     string          `json:"parse_mode"`
	Entities json.RawMessage `json:"caption_entities"`
}

// fits says whether two files can be in one album: photos and films together, files and music each for themselves.
func (it albumItem) fits(first albumItem) bool {
	return mixes[it.Type] && mixes[first.Type] || it.Type == first.Type && (it.Type == "document" || it.Type == "audio")
}

func (s *Server) sendMediaGroup(c *call) (any, *apiError) {
	var items []albumItem
	if json.Unmarshal([]byte(c.params["media"]), &items) != nil {
		return nil, badRequest("can't parse media JSON object")
	}
	if len(items) == 0 {
		return nil, badRequest("there are no messages to send")
	}
	if len(items) > maxAlbum {
		return nil, badRequest("too many messages to send as an album")
	}
	group := s.nextAlbum()
	all := make([]*Message, len(items))
	for i, it := range items {
		if !it.fits(items[0]) {
			return nil, badRequest("can't use the media of the specified type in the album")
		}
		m, err := s.albumMessage(c, it)
		if err != nil {
			return nil, err
		}
		m.MediaGroup, all[i] = group, m
	}
	return s.sendAll(c, "sendMediaGroup", all)
}

func (s *Server) albumMessage(c *call, it albumItem) (*Message, *apiError) {
	f, err := s.input(c, it.Type, it.Media, "")
	if err != nil {
		return nil, err
	}
	m := &Message{}
	m.Caption, m.CaptionEntities, err = format(it.Caption, it.Mode, string(it.Entities))
	m.put(it.Type, f)
	return m, err
}

// mixes are the kinds that can be in one album together.
var mixes = map[string]bool{"photo": true, "video": true}

func (s *Server) nextAlbum() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.albums++
	return strconv.FormatInt(s.albums, 10)
}
