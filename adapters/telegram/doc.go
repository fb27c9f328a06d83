// Package telegram talks to buyers on Telegram through the Bot API, in private chats only.
//
// # The tour
//
// A buyer's message comes in by one of two ways and becomes a dialogue.Event; both acknowledge it to Telegram only after it was
// handed in, so what a dying process had in hand comes again:
//
//	poll.go     long polling; of several processes the one with the lease polls
//	window.go   the updates that are not confirmed: the offset moves only past those that were handed in
//	webhook.go  the handler that Telegram posts updates to
//	shelves.go  parts of albums that came by the webhook, in the store until the album is complete; sweep.go looks after them
//	update.go   what an update becomes; media.go its files, album.go albums, press.go buttons, group.go groups
//
// An answer goes out by Send (send.go), which does what one delivery needs and remembers in progress.go what went out of it already:
//
//	split.go, html.go  texts in parts that Telegram takes, with everything escaped
//	keyboard.go        options as buttons; what a button says when it is pressed
//	relay.go, files.go agents' words and files, translations with the original folded up, and how they are changed or taken back
//	pin.go             the pinned message of a case
//	errors.go          what Telegram's refusals mean to a dispatcher
//
// Beside the conversation, in the background and as well as it goes (errands.go): presses are answered, a pressed keyboard shows what
// was chosen, "typing" shows that somebody works (typing.go), groups are told that the bot is not for them. setup.go sets the bot up
// and checks it, fetch.go downloads files, names.go names conversations and events, wire.go keeps the token out of errors and logs.
//
// # Albums
//
// Telegram sends every file of an album as a message of its own and never says which is the last, so an album is complete when nothing
// was added for a second, or when the chat goes on with something else. While polling the parts are not confirmed meanwhile. A webhook
// gets a chat's next message only after it answered the one before, so there the parts are answered, and kept in the store first.
//
// # Sources
//
//	https://core.telegram.org/bots/api                   methods, objects, limits of texts, files and buttons
//	https://core.telegram.org/bots/faq                   how many messages a bot may send, how large files may be
//	https://core.telegram.org/bots/features              commands, links, what the bot's page shows
//	https://core.telegram.org/bots/webhooks              webhooks
//	https://github.com/tdlib/telegram-bot-api            the server itself: words of its errors, order of updates over a webhook
package telegram
