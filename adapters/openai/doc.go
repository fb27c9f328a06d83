// Package openai reads buyers' texts with a language model behind any endpoint that speaks the Chat Completions interface of OpenAI
// (https://platform.openai.com/docs/api-reference/chat): OpenAI itself, Ollama, vLLM, llama.cpp, LM Studio, a gateway.
//
// With the same endpoint a Writer finds other words for what is said already, and advises the team; see below.
//
// In reading, the model proposes commands and nothing else. It never sees an order, an amount of the playbook or another conversation, and
// what it says passes through the same engine and the same playbook as a reading without a model. What it cannot do
// whatever it answers: ring or silence an alarm, change an order number that was read, name one that the buyer did not write, state an
// amount or a date, or agree for the buyer. A yes to a remedy, and taking back what was agreed, need the buyer's own plain words or a
// button.
//
// # The tour of reading
//
// A text goes one way, from openai.go on:
//
//	the built-in reading        whatever comes after, it is there
//	wanted       unsure.go      is a model of use? never for buttons, bare numbers, commands, alarms and what a person answers
//	hide         hide.go        private values become <ORDER_1>, <EMAIL_1> ... by private.txt and by what the built-in reading found; veil.go
//	worth        unsure.go      is anything left to read?
//	digest       digest.go      what the model is told of the conversation: names of the playbook, no values
//	ask          ask.go         budget, places, circuit breaker, time; budget.go
//	complete     endpoint.go    one request, in a form that the endpoint takes: dialect.go; failure.go tells why one failed
//	readAnswer   answer.go      JSON to commands, bounded
//	check        check.go       each command by itself: known, allowed now, its words written by the buyer
//	merge        merge.go       the commands with the built-in reading
//
// What is asked and how it may be answered is made once, from the playbook: terms.go. probe.go asks an endpoint which models it has.
//
// On any trouble the built-in reading is the result of the same turn. Logs and errors say what kind of trouble it was, and nothing
// of what anybody wrote.
//
// # The tour of writing
//
// A Writer (writer.go) asks the same way and shares all of it: endpoint, budget, places, circuit breaker, time. It works where
// Config.Use is Off.
//
//	Reword       reword.go      warmer words for a message that the engine wrote from a template
//	Translate    translate.go   between a buyer and an agent, there and back
//	Summary      advise.go      what happened, for the person who takes over
//	Suggest      advise.go      a draft of a reply, for a person to change and send
//	Look         look.go        what a picture seems to show, in one word of a list
//	Play         play.go        what a made-up buyer of a simulation says; only a simulation may use it, since it is not checked
//
// On the way there exact.go takes out every value that has to survive: private ones, names and numbers of the order, what the caller wants
// kept, and whatever holds a digit; story.go does so for a whole conversation. On the way back a text passes these checks, and one that
// fails is no text:
//
//	marks.go     nothing but plain words: no formatting, links, lists, signs or characters that are not seen; a bounded length
//	places.go    every placeholder as often as before and in its order, no digit and no placeholder that was not there
//	grave.go     the same grave things named and denied: money, remedies, promises, conditions, dates, units, numbers in words
//	             (prompts/llm/grave.yaml), also in the words of other languages, and the same concepts as the built-in understander finds
//	resemble.go  enough of the same words
//
// memory.go remembers wordings and translations with placeholders, refused ones too: the same message has the same words, and is paid for
// once. It is in this process, bounded, and knows nothing of whose a text was.
//
// What a Writer can never do, whatever the model answers: state an amount, a date, a number, a link or an address that was not in the text;
// move a value to another place among its kind; write in another language than the one that was asked for, where it is one of those that
// have texts; bring a picture's place and time out of the house; or fail a turn. A draft names no amount, remedy, date or promise that only the buyer has named. A refusal of a
// question of one kind, such as a picture for a model that cannot see, stops no other kind. A summary shows order numbers masked, and no
// e-mail address, telephone or card number, proof or postal address.
//
// What the checks cannot do is understand. They compare words that are on their lists, so a sentence that says something grave in words
// that are on none passes when it is short and resembles the rest. Therefore the words of a remedy, an agreement and the law are better
// left as the templates have them, and a draft is sent by nobody but a person. Of a language that has no words in grave.yaml only the way
// back is compared, which the same model writes: it finds mistakes and no lies. Whoever reads such a translation must have the original
// beside it.
//
// # What an endpoint can do
//
// Nobody can tell beforehand whether an endpoint takes a JSON schema, max_completion_tokens or a temperature. The first request asks
// for all that is wanted; each refusal (HTTP 400 and the like) leaves out what it names, or the most demanding thing, and what worked
// is remembered for as long as the process lives.
//
// # Private values
//
// E-mail addresses, phone, card, order and tracking numbers, every other number of four digits or more, postal codes, street
// addresses, and names that buyers give themselves are taken out of a text before it leaves, and put back into what comes. A name or
// an address in a form that no line of private.txt knows is not recognised.
//
// # Money
//
// Budget bounds calls and tokens, for a conversation and for all, by the day (UTC). It is kept in this process only: several
// processes have one each, and a restart begins anew.
//
// The folder cassette records what an endpoint answered and plays it back, without keys, for tests and scripts.
package openai
