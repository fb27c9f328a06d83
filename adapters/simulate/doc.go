// Package simulate has made-up buyers talk with the bot by the thousand, and counts how it went.
//
// A buyer has a goal (an issue, an order, what is true and what would settle it: goal.go, book.go), a persona (what is done otherwise
// than by a plain buyer: persona.go, thief.go), a language, moods and slips of the hand (buyer.go, phrases.go and the folder phrases).
// What the bot asks is read from its acts and options (question.go) and answered in words, with buttons or with files (answer.go). The
// agents of the desk approve, decline, offer something else, hand back, write, are late or sleep (team.go).
//
// Each conversation plays in a virtual time of its own (talk.go) until nothing is left to come, with a desk of its own from World.Open
// (world.go): a store, an outbox, orders. Then it is looked back on (ending.go): how its cases ended, whether somebody was left
// without a next move, and which of the standing rules it broke. Run (run.go) plays many in parallel, sums up (tally.go), writes the
// report (report.go) and the worst conversations as scripts (worst.go).
//
// A Voice may write what buyers say, a model for instance (voice.go): within a budget, with the built-in words where it fails, and
// never for a verdict.
//
// All other chance comes from the seed and the conversation's number, so that the same seed gives the same report, whatever runs beside it,
// and one conversation can be played again by itself.
package simulate
