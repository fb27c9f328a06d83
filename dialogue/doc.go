// Package dialogue is the mind of Amends: it decides what a dispute does next, and nothing else. It reads no clock, opens no
// connection, starts no goroutine and rolls no dice. Time comes with the event; everything that had to be looked up comes in the
// event's Reading. So the same conversation and the same event always give the same result, and every stored turn can be replayed.
//
// # The one function
//
//	next, actions := engine.Step(conversation, event)
//
// A [Conversation] is everything with one buyer in one chat: its cases, what the bot asked last, whether a person owns it. An
// [Event] is something that came in: a [Message], a [Press] of a button, an [Upload], a [Decision] of an agent, a [Wakeup] of the
// timer. An [Action] is something to be done: [Say] to the buyer, [ShowCase], [Ask] or [Alert] for the desk, [Relay] between people,
// [Settle] to have a remedy carried out. Actions carry meaning; how they look is the channel's affair.
//
// # How a message becomes an answer
//
// An understander has read the text before the engine sees it, and proposes an [Interpretation]: moves, issues, slots, alarms. The
// engine believes none of it blindly. In this order it
//
//  1. makes the stored state whole, should anything be missing in it (mend.go),
//  2. checks the alarms: safety and legal words end with a person, whatever else the text says (alarms.go),
//  3. stays silent and relays if a person owns the conversation (handoff.go, relay.go),
//  4. sees whether a buyer who comes back means this case or another (cases.go),
//  5. reads the text as the answer to what was asked last (asked.go, answer.go) or as a wish for a remedy (wish.go),
//  6. takes every fact out of it, whatever was asked (absorb.go, issues.go, counts.go): each [Fact] keeps its words, its message and its
//     earlier values (facts.go); what contradicts an earlier statement is asked about (doubts.go); files and words become the
//     evidence that the playbook wants (upload.go, requirements.go),
//  7. answers questions, thanks, changes of mind (moves.go, status.go), or says that it did not understand (repair.go),
//  8. and then advances (advance.go): asks for the first thing that is missing.
//
// buyer.go is where the buyer's events come in, turn.go the work on one event, speak.go how it says something, and language.go in which
// language: in the nearest one there are texts for, with signs that need no words, when there are none in the buyer's.
//
// The next question is derived from what is known, never stored as a step. That is why "order 112-…, arrived cracked" with two
// photos goes straight to the offer, and why corrections and digressions need no code of their own in the flow.
//
// # Money
//
// What may be offered is computed by the playbook (package playbook) from the case's facts, and kept in an [Offer] with the
// playbook's version (offer.go). The buyer picks, confirms, and the remedy becomes a [Settlement]: a task with a due date, carried
// out by a person or by the shop (settle.go). Above the limits an agent approves first. "Agreed" and "done" are never the same word.
// If the two cannot agree, the buyer is told how to use the marketplace's own channel, by when and with which papers (route.go).
//
// # Time
//
// All clocks of a conversation are computed from its state (clocks.go); the nearest of them is Conversation.Wake. There is one timer
// per conversation, and a wakeup that comes early changes nothing.
//
// # The desk
//
// Agents see each case as a [Card] (card.go) that is sent again only when it changed (card_hash.go), and decide with its buttons
// (desk_options.go, desk.go). What they write reaches the buyer only as a [Reply], or in the thread of a case that is live; it shows how
// it fares, and can be changed and taken back (relay.go, live.go). The buyer has the case pinned at the top of the chat (pin.go).
//
// # Around it
//
// Package understand is the understander that needs no model. Package money holds amounts. codec.go turns conversations, events and
// actions into JSON and back, states of older versions included. Words to people live in package prompts.
package dialogue
