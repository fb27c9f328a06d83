package slackfake

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// How many blocks there may be, and how much text in all of a message's blocks. The total is not in the reference; Slack's people
// name 12000 characters "with a buffer for block containers" (https://github.com/slackapi/bolt-js/issues/2509), and 20 for each
// block agrees with what users measured (https://github.com/slackapi/bolt-js/issues/2867).
const (
	messageBlocks  = 50
	viewBlocks     = 100
	blocksTextMax  = 12000
	blockContainer = 20
)

// validator collects what Slack would say against some blocks.
type validator struct {
	s        *Server
	surface  string // "message", "modal" or "home"
	problems []string
	blockIDs map[string]bool
}

func (v *validator) say(path, format string, args ...any) {
	v.problems = append(v.problems, fmt.Sprintf(format, args...)+" [json-pointer:"+path+"]")
}

// checkMessageBlocks says invalid_blocks as chat.postMessage does, with a message for each problem.
func (s *Server) checkMessageBlocks(blocks []Block) error {
	v := &validator{s: s, surface: "message", blockIDs: map[string]bool{}}
	list := make([]any, len(blocks))
	for i, b := range blocks {
		list[i] = b
	}
	v.blocks("/blocks", list, messageBlocks)
	if v.problems != nil {
		return fail("invalid_blocks", v.problems...)
	}
	total := blockContainer * len(blocks)
	for _, b := range blocks {
		walk(b, func(o object) {
			text, _ := o["text"].(string)
			total += utf8.RuneCountInString(text)
		})
	}
	if total > blocksTextMax {
		return fail("msg_blocks_too_long")
	}
	return nil
}

// checkView says invalid_arguments as views.open does.
func (s *Server) checkView(payload object, kind string) error {
	v := &validator{s: s, surface: kind, blockIDs: map[string]bool{}}
	if payload["type"] != kind {
		v.say("/view/type", "must be equal to %s", kind)
	}
	v.object("/view", payload, viewShapes[kind])
	list, _ := payload["blocks"].([]any)
	v.blocks("/view/blocks", list, viewBlocks)
	if kind == "modal" && payload["submit"] == nil && slices.ContainsFunc(list, isInput) {
		v.say("/view/submit", "missing required field: submit, because there are input blocks")
	}
	if v.problems != nil {
		return fail("invalid_arguments", v.problems...)
	}
	return nil
}

func isInput(block any) bool {
	b, _ := block.(object)
	return b["type"] == "input"
}

func (v *validator) blocks(path string, list []any, most int) {
	if len(list) > most {
		v.say(path, "no more than %d items allowed", most)
	}
	for i, b := range list {
		v.block(fmt.Sprintf("%s/%d", path, i), b)
	}
}

func (v *validator) block(path string, value any) {
	b, ok := value.(object)
	if !ok {
		v.say(path, "must be an object")
		return
	}
	kind, _ := b["type"].(string)
	shape, known := blockShapes[kind]
	if !known || (v.surface != "message" && slices.Contains(messageOnly, kind)) {
		v.say(path, "unsupported type: %s", kind)
		return
	}
	v.object(path, b, shape)
	if id, _ := b["block_id"].(string); id != "" {
		if v.blockIDs[id] {
			v.say(path+"/block_id", "`block_id` %q already exists", id)
		}
		v.blockIDs[id] = true
	}
	if kind == "section" && b["text"] == nil && b["fields"] == nil {
		v.say(path, "missing required field: text or fields")
	}
	if kind == "image" {
		v.picture(path, b)
	}
	v.actionIDs(path, b)
}

// actionIDs checks that each action_id of a block is its own.
func (v *validator) actionIDs(path string, b Block) {
	seen := map[string]bool{}
	for _, e := range elements([]Block{b}) {
		if e.action != "" && seen[e.action] {
			v.say(path+"/elements", "`action_id` %q already exists", e.action)
		}
		seen[e.action] = true
	}
}

// picture checks that an image says where it is: by URL, or by a file of the workspace that is a picture.
func (v *validator) picture(path string, b object) {
	file, named := b["slack_file"].(object)
	link, linked := b["image_url"].(string)
	switch {
	case named == linked:
		v.say(path, "must provide one of image_url and slack_file")
	case linked && !strings.HasPrefix(link, "https://") && !strings.HasPrefix(link, "http://"):
		v.say(path+"/image_url", "must be a valid URL")
	case named && !v.isPicture(file):
		v.say(path+"/slack_file", "invalid slack file")
	}
}

func (v *validator) isPicture(ref object) bool {
	id, byID := ref["id"].(string)
	link, byURL := ref["url"].(string)
	if byID == byURL {
		return false
	}
	for _, f := range v.s.workspace.files {
		known := (byID && f.ID == id) || (byURL && (v.s.fileURL(f, "") == link || v.s.fileURL(f, "download/") == link))
		if known && f.ready && !f.Deleted {
			return strings.HasPrefix(f.MIME, "image/")
		}
	}
	return false
}
