// Package console is a chat with the bot in one terminal: whoever sits there is the buyer, and the agent on the desk too.
//
// A Console is the buyer's channel and the desk's, opens the files that are named on a line, and keeps the session's clock. What is
// typed is a line of a conversation script; how to read one is handed in (Config.Read), so that the syntax is written down once.
//
//	enter (enter.go)      a typed line: a command of the console, a button's number, or a script's line
//	perform (act.go)      an input becomes an event; the bot accepts and handles it, and what comes of it is sent
//	advance (time.go)     the clock moves, and stops wherever a timer goes off
//	Lines (lines.go)      the session as lines of text, through a pipe or in a plain terminal
//	Screen (screen.go)    the session on a whole terminal: the conversation on the left, the desk on the right
//
// Both show the same list of messages (message.go): what the bot sent, what was typed, and the console's own remarks.
package console
