// Package telegramtest is a Telegram that runs inside a test: a server that speaks the Bot API on a free loopback port, in the
// manner of net/http/httptest, and the people who write to the bot. A bot reaches it by URL and Token like the real one.
//
//	tg := telegramtest.New(telegramtest.Options{})
//	defer tg.Close()
//	// start the bot with tg.URL() and tg.Token()
//	ana := tg.User(telegramtest.User{FirstName: "Ana", LanguageCode: "es"})
//	id := ana.Start("")
//	greeting, err := ana.Next(ctx, id)          // waits, never sleeps
//	ana.Press(greeting.ID, "Arrived broken")    // a button by its label or its data
//
// # Both sides
//
// The bot's side is [Server.ServeHTTP]: serve.go takes requests, call.go reads them, methods.go lists the methods, which
// live in send.go, media.go, edit.go, pin.go, press.go, files.go, profile.go and members.go. entities.go and html.go understand texts,
// keyboard.go buttons. updates.go is getUpdates; webhook.go and delivery.go are webhooks.
// A method that is not there answers 404, as a misspelt one does on the platform.
//
// The people's side is [Phone], one person in one chat: phone.go and upload.go send, look.go reads what the chat shows,
// press.go presses buttons and [Group] has several people. Everything a person does becomes an update at once.
//
// [Limits] (limits.go), faults (faults.go) and records (records.go) belong to the [Server]. All methods of all types may be called
// from several goroutines. Times come from Options.Now; only the time-out of a long poll and Latency are real time.
//
// # What is the platform's, and what is not
//
// Rules, error codes and descriptions are those of https://core.telegram.org/bots/api, https://core.telegram.org/bots/faq and of the
// platform's published server, https://github.com/tdlib/telegram-bot-api. Known differences:
//
//   - Photos are not compressed again, and every size of a photo has the same bytes.
//   - Parse mode HTML and plain entities are understood; Markdown is refused with "unsupported parse_mode".
//   - Commands and links are found in texts by themselves; mentions, hashtags, phone numbers and the like are not.
//   - Flood limits count messages that are sent, an album as one. The platform keeps its exact numbers to itself.
//   - A callback query can be answered once, for Options.CallbackLife; the platform does not say for how long.
//   - A repeated getUpdates with the same offset is not slowed down, and a file's address does not run out.
//   - The answer to a webhook is not read as a method call.
package telegramtest
