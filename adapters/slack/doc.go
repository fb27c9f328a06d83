// Package slack is the desk: the seller's team on Slack, as a bot.Channel for the destination "desk". A case is a card in the desk's
// channel and the thread below it. What agents press and write becomes events of the dialogue; what the engine has for the desk becomes
// messages. Nothing is decided here, and nothing that is typed goes to a buyer by itself.
//
// # What agents do, and how it gets in
//
//	Receive          Socket Mode (socket.go) or signed HTTP (http.go); both hand in what Slack sent, as it came
//	  take           reads it: an event (events.go, messages.go), a button or form (act.go, modals.go), a command (command.go)
//	    lanes        each case's in order, the cases side by side (lanes.go)
//	      people     may they? what are they called? (people.go, names.go)
//	      handle     bot.Accept: stored; only now does Slack get its acknowledgement
//	  errands        after it, and lost with the process: modals, hints, home tabs
//
// Slack waits three seconds for an acknowledgement and brings an event that got none again, up to three times within six minutes; what
// came with a button or a form is not brought again, but its agent sees that it failed. So nothing slow stands before the
// acknowledgement, and every event has an ID of its own, whoever brings it and how often:
//
//	t<ts>                     a message in a case's thread     e<ts>:<edited>   its edit
//	d<ts>                     its deletion                     lost:<ts>        a card that was deleted
//	b<user>:<ts>:<action ts>  a button                         v<view ID>       a form: submitted twice, it is one event
//	u<event>                  an Undo                          lost:<event>:…   a card of a channel that was archived
//
// A message in a thread that begins with "reply:" is a Reply, with "note:" a Note, and anything else a Post: a note, unless the case is
// live. An edit that makes a reply a note takes it back. Slack's markup becomes plain text (plain.go).
//
// The forms: modals.go what they have in common, modals_input.go their fields, modals_decide.go and modals_reply.go what they decide,
// detail.go a case in full and as a script, said.go what was said in it. home.go is the home tab, workspace.go where links lead, aside.go
// what only one person is told, undo.go the end of Undo.
//
// # What goes out
//
// send.go sends a delivery, once also when an answer of Slack was lost (steps.go); card_show.go, card.go, card_buttons.go and
// card_room.go put a case on the desk; thread.go and spoken.go what stands below it; marks.go the reactions; files.go and open.go
// pictures and papers both ways; words.go escapes what people wrote; limits.go and errors.go are Slack's rules. target.go is what a
// button carries.
//
// # What a model adds
//
// Four things, each off unless [Config] has it, and none of them in the way of anything (advice.go): a line below a handoff's alert that
// tells what happened so far (summary.go), a line below pictures that says what they seem to show (sight.go), a reply to start from when
// an agent asks for one in the form (suggest.go), and the buyer's words in the desk's language with the original one tap away
// (translated.go). The translation itself came with the delivery, as bot.Delivery.Words. Each says that it is a model's or translated, what
// a model wrote is words like anybody's, and nothing of it goes out that no agent has sent.
//
// # Setting it up
//
// manifest.go is the app's manifest, check.go compares what Slack grants with it.
package slack
