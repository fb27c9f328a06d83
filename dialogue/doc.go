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
//  1. checks the alarms: safety and legal words end with a person, whatever else the text says (alarms.go),
//  2. stays silent and relays if a person owns the conversation (handoff.go),
//  3. reads the text as the answer to what was asked last (answer.go),
//  4. takes every fact out of it, whatever was asked (absorb.go): each [Fact] keeps its words, its message and its earlier values,
//  5. answers questions, thanks, changes of mind (moves.go), or says that it did not understand (repair.go),
//  6. and then advances (advance.go): asks for the first thing that is missing.
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
// Agents see each case as a [Card] (card.go) that is sent again only when it changed, and decide with buttons (desk.go).
//
// # Around it
//
// Package understand is the understander that needs no model. Package money holds amounts. codec.go turns conversations, events and
// actions into JSON and back, states of older versions included. Words to people live in package prompts.
package dialogue
