// Package bot carries messages between people and the dialogue engine, and loses none.
//
// One message flows like this. Everything that can fail or take time is here or behind a port (see ports.go); everything that
// decides is in package dialogue.
//
//	Channel.Receive      a network's update becomes a dialogue.Event
//	  Bot.Accept         write: the event is in its conversation's inbox, once; only now does the channel acknowledge
//	  Lanes              a bounded number of conversations is worked on at a time, each by one worker
//	    Bot.Handle       one turn for each event of the claim:
//	      prepare        read:   text -> interpretation, order and second fact -> proof, files -> evidence, what was given so far
//	      decide         decide: Engine.Step, and a person instead of a crash
//	      reword         read:   texts in a model's words or in another language, when Config.Words has them; words.go
//	      Store.Commit   write:  inbox entry out, state, turn, outbox and wake time in, all or nothing
//	Dispatcher           outbox -> limits -> Channel.Send -> receipt; settlements go to the ledger, and to the shop if it carries them out
//	Waker                conversations whose time has come get a Wakeup by the same door; what a dead process left is taken over
//
// What holds it together:
//
//   - Nothing lives only in memory. A process may die between any two lines: an event not committed is handled again, and its
//     look-ups may be repeated; a delivery not done is sent again.
//   - The same event makes the same deliveries with the same IDs, so channels and stores can tell a repetition.
//   - A turn cannot fail for what a buyer sent or a model said. The understander has a time and a stand-in; a panic becomes a
//     Failure event and a person takes over; a file that cannot be had is evidence with a problem. Only infrastructure makes a turn
//     fail, and then the inbox keeps its event.
//   - A delivery's action is the engine's; other words stand beside it (Delivery.Words) and decide nothing. Replays and proofs look at
//     the action alone.
//   - Nobody learns from the bot whether an order exists without a second fact of it (see prove).
//   - The clock is Config.Now. It may jump: nothing is measured but how long calls may take.
//
// The files: ports.go what the bot needs from others; bot.go accepting and handling, bound.go how much of an event is kept; prepare.go
// with understand.go, proof.go, secondfact.go and collect.go what is looked up for an event; decide.go the engine and its panics;
// words.go other words for what is said; deliver.go addresses; dispatch.go sending, with dispatch_run.go when, pace.go how fast, gate.go
// to whom not, sent.go how it ended; wake.go timers and taking over; lanes.go and run.go a process of it all; trace.go a turn in one
// line; codec.go the stored form; cases.go the index of cases; advice.go what a model is told of a case and may say of a picture.
package bot
