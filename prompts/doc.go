// Package prompts holds every word that people read: what buyers are told, what agents see on the desk, and the labels of
// buttons, in one YAML file per language. No sentence is put together anywhere else, so no text of a buyer or of a model can
// create an amount, a date or a promise: a template says what its fields say.
//
// # The tour
//
//   - say/*.yaml: the texts, a file for each language. Nested keys are joined with dots ("inform.order.shipped"); a list holds variants of
//     one text, so that nobody has to hear the same sentence twice running.
//   - fields.go: Fields, all that a text can say.
//   - format.go, money.go: how a language writes dates, lists, plurals, quotations and money.
//   - source.go: YAML to entries, each with its file and line.
//   - compile.go, expr.go: entries to scripts, with the rules that a text must keep.
//   - samples.go, check.go: every text is tried at load with sample fields, all its branches included.
//   - prompts.go: Catalog, which the rest of the program uses.
//   - llm.go, llm/*.tmpl: Instructions, what a language model is told; play.go when it plays a buyer. People never read it.
//   - grave.go, llm/grave.yaml: Grave, what the words of a model may neither add nor drop. A language that it has no words of is said and
//     read like the others, and no model rewords it.
//
// # The shape of a text
//
// A text is written as a Go template and may use fields, {{if}}, the functions below and {{template}} for the fragments under
// "parts:". It may not use variables, with, range or define: whoever translates should see sentences, not a program. With so
// little to say every mistake in a text is found at load, and saying it takes about a microsecond.
//
//	money .Amount        $12.50              12,50 €
//	date .Until          Thursday, 5 March   jueves 5 de marzo
//	datetime .Until      Thursday 5 March, 18:00 EST
//	list .List           a, b and c          a, b y c
//	plural .Count "one" "# photo" "other" "# photos"     by the language's own rules (CLDR); # is the number
//	lower, upper         the first letter only: "The label" -> "the label"
//	quote .Words         “the words”, on one line and cut to a bearable length
//	has .Until           whether a time or an amount is there: {{if has .Until}}
//	eq, and, or, not     as in every Go template
//
// A field that a text tests with {{if}} is optional there; every other field that it names has to be given. Mind YAML: an
// unquoted " #" begins a comment and an unquoted ": " a key; >- takes both as they are.
//
// # Adding a language
//
// Copy say/en.yaml to say/<code>.yaml, where the code is the BCP 47 tag ("fr"), and translate it; nothing else has to change.
// Under "format:" stand the names of months and weekdays and the order of the parts of a date or an amount; separators of
// numbers, symbols of currencies and plural categories come from CLDR. Give the language its own name under "language:" in
// every file. go test ./prompts then says, with file, line and key, what is missing, too long or uses other fields than English.
package prompts
