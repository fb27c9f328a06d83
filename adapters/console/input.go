package console

import "time"

// Input is what one line says that somebody does.
type Input struct {
	Desk   bool   // an agent does it, not the buyer
	Agent  string // the agent's name; "" for the one at this terminal
	Do     Deed
	Text   string // a message, caption, edit, reply or note; what goes with a pressed button; the payload of a start; why it is refused
	Option string // of a pressed button: its ID or label
	Files  []File
	For    time.Duration // of a wait
	Until  time.Time     // of a wait that names its end
}

// File is a file that a line names. A location, sticker or contact has no name.
type File struct{ Kind, Name string }

// Deed is what kind of thing somebody does.
type Deed string

// What can be done on a line.
const (
	Nothing Deed = ""        // the line means nothing in a chat: a comment, an expectation of a script
	Refused Deed = "refused" // the line is for scripts only; Text says why
	Says    Deed = "say"
	Presses Deed = "press"
	Sends   Deed = "send"
	Edits   Deed = "edit"
	Deletes Deed = "delete"
	Starts  Deed = "start"
	Replies Deed = "reply" // of an agent, to the buyer
	Notes   Deed = "note"  // of an agent, stays on the desk
	Waits   Deed = "wait"
)
