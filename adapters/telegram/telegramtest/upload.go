package telegramtest

// Photo sends a picture, which the app shows in several sizes.
func (p *Phone) Photo(data []byte, caption string) int {
	return p.upload("photo", "", data, caption)
}

// File sends a picture or anything else as a file, with its name.
func (p *Phone) File(name string, data []byte, caption string) int {
	return p.upload("document", name, data, caption)
}

// Video sends a film.
func (p *Phone) Video(name string, data []byte, caption string) int {
	return p.upload("video", name, data, caption)
}

// Audio sends music.
func (p *Phone) Audio(name string, data []byte, caption string) int {
	return p.upload("audio", name, data, caption)
}

// Animation sends a film without sound.
func (p *Phone) Animation(name string, data []byte, caption string) int {
	return p.upload("animation", name, data, caption)
}

// Voice sends a voice message.
func (p *Phone) Voice(data []byte) int { return p.upload("voice", "", data, "") }

// VideoNote sends a round film.
func (p *Phone) VideoNote(data []byte) int { return p.upload("video_note", "", data, "") }

// Sticker sends a sticker that stands for an emoji.
func (p *Phone) Sticker(emoji string) int {
	f := p.s.blobs.add("sticker", "", []byte("sticker "+emoji))
	f.Emoji = emoji
	return p.Send(Message{Sticker: &f})
}

// Album sends photos as one album. As on the platform each is a message and an update of its own; they share a media group, and the
// caption is the first one's.
func (p *Phone) Album(photos [][]byte, caption string) []int {
	files := make([]File, len(photos))
	for i, data := range photos {
		files[i] = p.s.blobs.add("photo", "", data)
	}
	return p.album("photo", files, caption)
}

// Named is a file with its name.
type Named struct {
	Name string
	Data []byte
}

// FileAlbum sends files as one album, see [Phone.Album]; the caption is the last one's, as the app does with files.
func (p *Phone) FileAlbum(documents []Named, caption string) []int {
	files := make([]File, len(documents))
	for i, d := range documents {
		files[i] = p.s.blobs.add("document", d.Name, d.Data)
	}
	return p.album("document", files, caption)
}

func (p *Phone) album(kind string, files []File, caption string) []int {
	group := p.s.nextAlbum()
	all := make([]Message, len(files))
	for i, f := range files {
		all[i].MediaGroup = group
		all[i].put(kind, f)
	}
	if len(all) > 0 {
		at := 0
		if kind == "document" {
			at = len(all) - 1
		}
		all[at].Caption, all[at].CaptionEntities = caption, detect(caption, nil)
	}
	return p.sendAll(all)
}

func (p *Phone) upload(kind, name string, data []byte, caption string) int {
	m := Message{Caption: caption, CaptionEntities: detect(caption, nil)}
	m.put(kind, p.s.blobs.add(kind, name, data))
	return p.Send(m)
}
