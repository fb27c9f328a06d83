package telegramtest

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"image"
	_ "image/gif"  // for the size of pictures
	_ "image/jpeg" // likewise
	_ "image/png"  // likewise
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// maxDownload is how large a file a bot can download: https://core.telegram.org/bots/api#getfile
const maxDownload = 20 << 20

// A File is a photo size, document, video or any other file as a message shows it. Its bytes are at [Server.Data].
type File struct {
	ID       string `json:"file_id"`
	UniqueID string `json:"file_unique_id"` // the same for the same bytes
	Size     int    `json:"file_size,omitempty"`
	Width    int    `json:"width,omitempty"`
	Height   int    `json:"height,omitempty"`
	Duration int    `json:"duration,omitempty"` // seconds
	Name     string `json:"file_name,omitempty"`
	MIME     string `json:"mime_type,omitempty"`
	Emoji    string `json:"emoji,omitempty"` // of a sticker
	Type     string `json:"type,omitempty"`  // of a sticker

	small []File // smaller sizes of a photo
}

// sizes are the sizes of a photo, the largest last.
func (f File) sizes() []File {
	all := append([]File{}, f.small...)
	f.small = nil
	return append(all, f)
}

// blobs keep the bytes of files. They have their own lock: hashing does not hold up the chats.
type blobs struct {
	mu   sync.RWMutex
	n    int
	byID map[string]*blob
	path map[string]*blob
	data map[[32]byte][]byte // equal files share their bytes
}

type blob struct {
	file File
	kind string
	path string
	data []byte
}

// folders are where the platform keeps each kind, with what files are called that have no name.
var folders = map[string][2]string{
	"photo": {"photos", ".jpg"}, "document": {"documents", ""}, "video": {"videos", ".mp4"}, "voice": {"voice", ".oga"},
	"audio": {"music", ".mp3"}, "animation": {"animations", ".mp4"}, "video_note": {"video_notes", ".mp4"}, "sticker": {"stickers", ".webp"},
}

var mimes = map[string]string{"video": "video/mp4", "voice": "audio/ogg", "audio": "audio/mpeg", "animation": "video/mp4"}

// add stores a file of a kind.
func (b *blobs) add(kind, name string, data []byte) File {
	sum := sha256.Sum256(data)
	f := describe(kind, name, data)
	f.UniqueID = "AQAD" + base64.RawURLEncoding.EncodeToString(sum[:9])
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.byID == nil {
		b.byID, b.path, b.data = map[string]*blob{}, map[string]*blob{}, map[[32]byte][]byte{}
	}
	if same, ok := b.data[sum]; ok {
		data = same
	}
	b.data[sum] = data
	for _, edge := range []int{90, 320, 800} {
		if side := max(f.Width, f.Height); kind == "photo" && edge < side {
			small := f
			small.UniqueID, small.small = f.UniqueID+strconv.Itoa(edge), nil
			small.Width, small.Height = max(f.Width*edge/side, 1), max(f.Height*edge/side, 1)
			f.small = append(f.small, b.keep(kind, name, small, data))
		}
	}
	return b.keep(kind, name, f, data)
}

// describe says of a file what the platform would find out.
func describe(kind, name string, data []byte) File {
	f := File{Size: len(data)}
	switch kind {
	case "photo":
		f.Width, f.Height = dimensions(data)
		return f
	case "sticker":
		f.Width, f.Height, f.Type = 512, 512, "regular"
		return f
	case "voice", "video_note":
		f.Duration, f.MIME = max(len(data)/4000, 1), mimes[kind]
		return f
	case "video", "animation":
		f.Width, f.Height, f.Duration = 1280, 720, max(len(data)/250_000, 1)
	}
	f.Name, f.MIME = name, cmp.Or(mimes[kind], mimeOf(name, data))
	return f
}

// keep gives a file its identifier and path. The lock is held.
func (b *blobs) keep(kind, name string, f File, data []byte) File {
	b.n++
	f.ID = fmt.Sprintf("%sAAxkBAAI%06dY%s", map[bool]string{true: "AgAC", false: "BQAC"}[kind == "photo"], b.n, f.UniqueID)
	place := folders[kind]
	kept := &blob{f, kind, fmt.Sprintf("%s/file_%d%s", place[0], b.n, cmp.Or(place[1], path.Ext(name))), data}
	b.byID[f.ID], b.path[kept.path] = kept, kept
	return f
}

func (b *blobs) find(id string) *blob {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.byID[id]
}

// dimensions of a picture; of one that is none, those of a photo of an old telephone.
func dimensions(data []byte) (width, height int) {
	if c, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil {
		return c.Width, c.Height
	}
	return 1280, 960
}

func mimeOf(name string, data []byte) string {
	kind := cmp.Or(mime.TypeByExtension(path.Ext(name)), http.DetectContentType(data))
	kind, _, _ = strings.Cut(kind, ";")
	return kind
}

// Data is the bytes of a file, or nil when there is no such file.
func (s *Server) Data(fileID string) []byte {
	if b := s.blobs.find(fileID); b != nil {
		return b.data
	}
	return nil
}

func (s *Server) getFile(c *call) (any, *apiError) {
	id := c.params["file_id"]
	if id == "" {
		return nil, badRequest("file_id not specified")
	}
	b := s.blobs.find(id)
	switch {
	case b == nil:
		return nil, badRequest("invalid file_id")
	case len(b.data) > maxDownload:
		return nil, badRequest("file is too big")
	}
	return struct {
		ID       string `json:"file_id"`
		UniqueID string `json:"file_unique_id"`
		Size     int    `json:"file_size"`
		Path     string `json:"file_path"`
	}{b.file.ID, b.file.UniqueID, b.file.Size, b.path}, nil
}

// download serves what follows /file/bot: <token>/<file path>.
func (s *Server) download(w http.ResponseWriter, r *http.Request, rest string) {
	at := s.now()
	token, name, _ := strings.Cut(rest, "/")
	if token != s.opt.Token {
		s.refuse(w, unauthorized(token))
		return
	}
	fault := s.faults.take("file")
	s.blobs.mu.RLock()
	b := s.blobs.path[name]
	s.blobs.mu.RUnlock()
	fail := fault.fail
	if fail == nil && (b == nil || len(b.data) > maxDownload) {
		fail = &apiError{code: 404, description: "Not Found"}
	}
	s.note("file", &call{params: map[string]string{"path": name}}, at, fail)
	s.pause(r)
	switch {
	case fault.lost || s.down.Load():
		panic(http.ErrAbortHandler)
	case fail != nil:
		s.refuse(w, fail)
	default:
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Length", strconv.Itoa(len(b.data)))
		_, _ = w.Write(b.data)
	}
}
