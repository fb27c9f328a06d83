// Package script plays conversations from text files. A script is a transcript of one story, and the transcript is the test: it
// says what the buyer and the team do, what the bot must answer, and what must be stored by then. Time is virtual, so a story of
// a month plays in a millisecond, and two plays of one script are the same.
//
// # A script
//
//	# A scratched lamp; the buyer takes money back and keeps it.
//	@playbook default
//	@orders   orders.yaml
//	@now      2026-03-02T15:00:00Z
//	buyer> hello, my lamp came with a scratch, order 112-4567890-1234567
//	bot<   (inform greeting)
//	bot<   (ask proof) /postal code/
//	buyer> 98101
//	bot<   (ask evidence:photo_item)
//	buyer> [photo scratch.jpg] as you see
//	bot<   (offer replace partial_keep)
//	buyer> [partial_keep]
//	bot<   (confirm)
//	buyer> [yes]
//	bot<   ...
//	case   issue=damaged remedy=partial_keep status=settled refund="12.50 USD"
//	desk<  ...
//	desk<  (card) /12.50/
//	desk(ana)> [done] refund 7781
//	bot<   (inform fulfilled)
//	wait   5d
//	bot<   (feedback)
//
// A line that begins with # is a comment. A text that would be read as something else, or that has line breaks, is written as a
// quoted string with the escapes of Go: buyer> "[sic]\nsecond line".
//
// # Header
//
// Header lines come before the story, each at most once. Names of files are looked up beside the script.
//
//	@playbook default       or a file
//	@orders orders.yaml     any file that the order import reads; without it the sample orders
//	@now 2026-03-02T15:00Z  when the story begins; without it that Monday, in the default seller's opening hours
//	@lang es                the language that the buyer's channel reports
//	@llm cassette           a model reads the texts, its answers recorded beside the script (NAME.llm.json); cassette always: all of
//	                        them, not only those that the built-in understander is not sure of; off: none does, as without the line
//	@channel telegram       play through a real adapter, where the stage has it
//	@evidence photos        folder of the files that the buyer sends; without it the script's own
//
// A file that is named and not there is made up: a small real picture or file whose content depends on its name.
//
// # What the buyer does
//
//	buyer> any text
//	buyer> [yes]                      press the button with this ID or, failing that, this label, in the latest message that has it
//	buyer> ["photo"]                  the same, for a label that would be an action
//	buyer> [photo a.jpg] caption      also [video f] [voice f] [file f], and [album a.jpg b.jpg] for several at once
//	buyer> [location]                 also [sticker] and [contact]
//	buyer> [edit] the new text        change the last text
//	buyer> [delete]                   take the last message back
//	buyer> [start payload]            come in by a link
//	buyer> [block]                    from here on nothing can be delivered to the buyer
//
// A button of an older message can be pressed too; the press carries the question that it answered.
//
// # What the bot must say
//
//	bot<   (ask order)                the message performs an act that begins with these words
//	bot<   (inform greeting; ask)     it performs both
//	bot<   (ask) /number/             and what went out or the label of a button matches; /number/i does so in any case of letters
//	bot<   Which order is it?         the whole text, white space aside; as the bot has it, also where other words went out
//	bot<   ...                        any number of messages, none included
//	bot<   nothing                    no message
//
// One line accounts for one message, in order. Before the next buyer>, desk>, wait or fault line, and at the end, every message
// must be accounted for.
//
// # The desk
//
//	desk<  (card)                     a case's card, new or changed
//	desk<  (update)                   a changed card; also (ask) (message) (alert) and (alert overdue)
//	desk>  [Approve]                  press an option by ID or label; text after it is the note: a reason, a reference, terms
//	desk>  [offer:partial_keep] 30    the desk's usual options need no message that shows them
//	desk>  reply: text                write to the buyer; [photo f.jpg] caption sends a file
//	desk>  note: text                 write to the team
//	desk>  post: text                 write in the case's thread: to the team, or to the buyer while the case is live
//	desk>  [edit] text                change the agent's last message; [delete] takes it back; [lose card] deletes the case's card
//	desk(ana)> [Take]                 the same, by ana
//
// A script without any desk< line does not look at the desk. With one, the messages between two desk> lines must all be accounted
// for by the desk< lines between them, wherever these stand. Where one of these is "desk< ...", what comes after the last of them
// needs no line either.
//
// # Facts, time and faults
//
//	case   status=settled refund="12.50 USD"    what is stored of the current case; none stands for nothing
//	wait   3d                                   also 90m, 2h30m, or: wait until 2026-03-05T10:00Z
//	fault  duplicate                            the next event comes twice
//	fault  reorder                              the next two events come in swapped order
//	fault  kill                                 the process dies after it accepted the next event
//	fault  telegram 429 3                       the buyer's channel asks three times for patience; also: telegram down 5m
//	fault  slack down 10m                       also: redis down 5s
//	fault  llm timeout                          from here on; also: llm garbage, and llm ok ends it
//
// The keys of case are no issue order item remedy refund status outcome owner approval evidence (how many usable pieces) declined
// offered rounds doubts alarms due lang cases human (the reason) waiting asked blocked, and every fact of the playbook by its ID.
// A wait moves the clock from one due moment to the next and does there what is due. Time moves by itself only where a network
// would try again: a minute at most for a message to the buyer, longer while the store is down.
//
// # What holds in every script
//
// Without being asked, each play checks: nothing is offered or granted outside the playbook or beyond what was paid; no case has
// two settlements; no note of an agent reaches the buyer; no title, total or tracking number of an order is told before its proof;
// nothing that the buyer does is met with silence; the bot never says the same twice running, nor anything while a person owns
// the conversation but what concerns that, safety or the wait; texts have 1 to 1500 characters; and every stored turn, stepped
// again, gives the same state and actions.
//
// # The package
//
// Parse reads a script and Format writes it. Play plays it on a Stage, which World.Open builds: this package knows the ports of
// package bot and nothing of the parts behind them. Update rewrites bot< and desk< lines to what came. Run does all of that for
// files and folders, in parallel, and reports, also on what of the playbook no script touched. A Recorder turns a live session
// into a script.
package script
