package script

import "time"

// Script is one story: the lines of one file, in order.
type Script struct {
	Path  string // where it was read from; relative names in its header are looked for beside it
	Lines []Line
	// Channel is the real channel to play it through in place of the one that its header names; "" for none.
	Channel string
}

// plays reports whether anything happens in the script.
func (s *Script) plays() bool {
	for _, l := range s.Lines {
		switch l.Body.(type) {
		case Buyer, Agent, Wait:
			return true
		}
	}
	return false
}

// Line is one line of a script.
type Line struct {
	N    int // counted from 1
	Body Body
}

// Body is what a line says, one of the types below.
type Body interface{ line() }

// Blank is an empty line.
type Blank struct{}

// Comment is a line that begins with #.
type Comment struct{ Text string }

// Header is a line that begins with @: how the stage is set.
type Header struct{ Name, Value string }

// Buyer is something that the buyer does.
type Buyer struct {
	Do    BuyerDo
	Text  string // of a message, caption or edit; the payload of a start; the ID or label of a pressed option
	Files []File // of an upload
}

// BuyerDo is what kind of thing a buyer does.
type BuyerDo string

// What a buyer can do.
const (
	BuyerSays    BuyerDo = "say"
	BuyerPresses BuyerDo = "press"
	BuyerSends   BuyerDo = "send" // files
	BuyerEdits   BuyerDo = "edit"
	BuyerDeletes BuyerDo = "delete"
	BuyerStarts  BuyerDo = "start"
	BuyerBlocks  BuyerDo = "block"
)

// File is a file that a script names. Kind is the channel's word for it: photo video voice file location sticker contact; the
// last three have no name.
type File struct{ Kind, Name string }

// Agent is something that an agent does on the desk.
type Agent struct {
	Name   string // "" for the default agent
	Do     AgentDo
	Option string // ID or label of a pressed option
	Text   string // a note beside the option, a reply, a note, a post, an edit, or a caption
	Files  []File // of a reply with a file
}

// AgentDo is what kind of thing an agent does.
type AgentDo string

// What an agent can do.
const (
	AgentPresses AgentDo = "press"
	AgentReplies AgentDo = "reply"
	AgentNotes   AgentDo = "note"
	AgentPosts   AgentDo = "post"   // in the case's thread, without saying for whom
	AgentEdits   AgentDo = "edit"   // the agent's last message to the buyer
	AgentDeletes AgentDo = "delete" // the same
	AgentLoses   AgentDo = "lose"   // the case's card: somebody deletes it
)

// Expect says what one message of the bot (bot<) or one message on the desk (desk<) must be.
type Expect struct {
	Desk    bool
	Any     bool     // "...": any number of messages
	Nothing bool     // "nothing": no message at all
	Acts    []string // every one must begin an act of the message: "ask", "offer replace"
	Pattern string   // regular expression that the text or an option's label must contain; "" for none
	Fold    bool     // the pattern ignores upper and lower case
	Text    string   // the whole text, white space folded; "" for any
}

// Case asserts what the stored conversation holds by now.
type Case struct{ Want []Pair }

// Pair is one key=value of a case line.
type Pair struct{ Key, Value string }

// Wait lets time pass: For a while, or Until a moment.
type Wait struct {
	For   time.Duration
	Until time.Time
}

// Fault breaks something.
type Fault struct {
	Kind  FaultKind
	Times int           // of Busy
	For   time.Duration // of the Down kinds
}

// FaultKind is what breaks.
type FaultKind string

// What can break.
const (
	Duplicate    FaultKind = "duplicate"     // the next event comes twice
	Reorder      FaultKind = "reorder"       // the next two events come in swapped order
	Kill         FaultKind = "kill"          // the process dies between accepting the next event and handling it
	Busy         FaultKind = "telegram 429"  // the buyer's channel asks for patience
	TelegramDown FaultKind = "telegram down" // the buyer's channel cannot be reached
	SlackDown    FaultKind = "slack down"    // the desk cannot be reached
	RedisDown    FaultKind = "redis down"    // the store cannot be reached
	ModelTimeout FaultKind = "llm timeout"   // from here on the model does not answer in time
	ModelGarbage FaultKind = "llm garbage"   // from here on the model answers nonsense
	ModelWell    FaultKind = "llm ok"        // the model is itself again
)

func (Blank) line()   {}
func (Comment) line() {}
func (Header) line()  {}
func (Buyer) line()   {}
func (Agent) line()   {}
func (Expect) line()  {}
func (Case) line()    {}
func (Wait) line()    {}
func (Fault) line()   {}

// moves reports whether a line makes something happen; between two such lines the bot must have said what the bot< lines say.
func moves(b Body) bool {
	switch b.(type) {
	case Buyer, Agent, Wait, Fault:
		return true
	}
	return false
}

// Header returns the value of a header line, "" when there is none.
func (s *Script) Header(name string) string {
	for _, l := range s.Lines {
		if h, ok := l.Body.(Header); ok && h.Name == name {
			return h.Value
		}
	}
	return ""
}

// watchesDesk reports whether the script says anything of what the desk sees.
func (s *Script) watchesDesk() bool {
	for _, l := range s.Lines {
		if e, ok := l.Body.(Expect); ok && e.Desk {
			return true
		}
	}
	return false
}

// breaksModel reports whether the script has a fault of the model.
func (s *Script) breaksModel() bool {
	for _, l := range s.Lines {
		if f, ok := l.Body.(Fault); ok && (f.Kind == ModelTimeout || f.Kind == ModelGarbage) {
			return true
		}
	}
	return false
}
