// Package slackfake is a Slack workspace in one process, for tests: people, channels, and one app, which is the program under test.
// It speaks what Slack speaks — Web API, Socket Mode, signed HTTP requests, file uploads, response URLs — and it is strict where
// Slack is strict, so that what works against it works against Slack. It follows the public documentation at
// https://docs.slack.dev; each file names the pages it follows.
//
//	slack := slackfake.New(slackfake.Options{})
//	defer slack.Close()
//	desk, people := slack.Desk("disputes", "ana", "ben")
//	// start the app with slack.URL(), slack.BotToken(), slack.AppToken(), and then:
//	ana := slack.Agent(people[0])
//	press, err := ana.Press(desk, slack.Channel(desk)[0].TS, "Approve")
//	err = press.Wait(ctx)                                            // the app has acknowledged
//	err = slack.Wait(ctx, func() bool { return len(slack.Views(ana.ID)) == 1 }) // and then opened a modal
//	submit, err := ana.Submit(slack.Views(ana.ID)[0].ID, map[string]any{"Note": "fine"})
//
// # The tour
//
// server.go starts and ends it, and lets tests wait for things without sleeping. workspace.go holds people and channels, message.go
// and timeline.go the messages and their threads, files.go the files. The Web API begins in api.go (tokens, scopes, arguments,
// answers) and methods.go (the table of methods); api_*.go are the methods themselves. blocks.go checks Block Kit against the
// tables of blocks_table.go with the means of blocks_check.go. limits.go is the rate limits.
//
// What happens in the workspace becomes events (events.go), interactions and commands (interaction.go). deliver.go sees to it that
// the app hears of them: over Socket Mode (socket.go) or, after [Server.Deliver], as signed HTTP requests (signed.go).
// response.go takes what the app sends to a response_url.
//
// [Agent] is a person with the Slack app open: agent.go writes and reacts, form.go presses, chooses and fills in forms,
// elements.go finds what they mean. read.go is what can be seen in the workspace, records.go what the app called and acknowledged,
// faults.go what can go wrong.
//
// # Where it is not Slack
//
// Stricter: texts above 40000 characters are refused with msg_too_long where Slack cuts them; a channel takes one message a second
// with no burst unless Options.PostBurst says so; unknown properties in blocks are refused everywhere; a thread_ts of a reply
// instead of its parent counts as no thread. Kinder: an event with no connection to go to waits for the next one, however long;
// any well-formed emoji name exists; unfurling, user tokens, several workspaces and scheduled messages do not. Guessed, for want of
// documentation: an envelope that is sent again has a new envelope_id and the same event_id; metadata may have 8000 bytes.
package slackfake
