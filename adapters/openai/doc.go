// Package openai reads buyers' texts with a language model behind any endpoint that speaks the Chat Completions interface of OpenAI
// (https://platform.openai.com/docs/api-reference/chat): OpenAI itself, Ollama, vLLM, llama.cpp, LM Studio, a gateway.
//
// The model proposes commands and nothing else. It never writes to a buyer, never sees an order, an amount of the playbook or another
// conversation, and what it says passes through the same engine and the same playbook as a reading without a model. What it cannot do
// whatever it answers: ring or silence an alarm, change an order number that was read, name one that the buyer did not write, state an
// amount or a date, or agree for the buyer. A yes to a remedy, and taking back what was agreed, need the buyer's own plain words or a
// button.
//
// # The tour
//
// A text goes one way, from openai.go on:
//
//	the built-in reading        whatever comes after, it is there
//	wanted       unsure.go      is a model of use? never for buttons, bare numbers, commands, alarms and what a person answers
//	hide         hide.go        private values become <ORDER_1>, <EMAIL_1> ... by private.txt and by what the built-in reading found
//	worth        unsure.go      is anything left to read?
//	digest       digest.go      what the model is told of the conversation: names of the playbook, no values
//	ask          ask.go         budget, places, circuit breaker, time; budget.go
//	complete     endpoint.go    one request, in a form that the endpoint takes: dialect.go; failure.go tells why one failed
//	readAnswer   answer.go      JSON to commands, bounded
//	check        check.go       each command by itself: known, allowed now, its words written by the buyer
//	merge        merge.go       the commands with the built-in reading
//
// On any trouble the built-in reading is the result of the same turn. Logs and errors say what kind of trouble it was, and nothing
// of what anybody wrote.
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
