package openai

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"amends/dialogue"
)

// vague says something that the built-in understander cannot tell.
const vague = "the thing looks nothing like I hoped, two of them, 112-4567890-1234567, whatever yes"

func TestCommandsAreChecked(t *testing.T) {
	offer := asking(dialogue.ActOffer, "", "replace", "partial_keep", "none", "person")
	confirm := asking(dialogue.ActConfirm, "partial_keep", "yes", "no", "person")
	proof := asking(dialogue.ActAsk, "proof")
	settled := asking(dialogue.ActFeedback, "", "happy", "unhappy")
	settled.Cases[0].Settled = &dialogue.Settlement{}
	for _, test := range []struct {
		name    string
		c       dialogue.Conversation
		text    string
		command [5]any
		why     Reason                                // "" when it is to count
		holds   func(in dialogue.Interpretation) bool // of one that counts
	}{
		{"an issue", fresh(), vague, [5]any{"issue", "not_as_described", "", "nothing like I hoped", 0.9}, "", func(in dialogue.Interpretation) bool {
			return in.Issues[0].Issue == "not_as_described" && in.Issues[0].Sure == 0.9 && in.Issues[0].Words == "nothing like I hoped" && in.By == By
		}},
		{"words in another case", fresh(), vague, [5]any{"issue", "other", "", "NOTHING  like i hoped", 1}, "", func(in dialogue.Interpretation) bool {
			return in.Issues[0].Words == "nothing like I hoped" && in.Issues[0].Sure < 1
		}},
		{"an issue of nobody's", fresh(), vague, [5]any{"issue", "free_money", "", "nothing", 0.9}, Unknown, nil},
		{"words that were not written", fresh(), vague, [5]any{"issue", "damaged", "", "it is broken", 0.9}, NotWritten, nil},
		{"no words", fresh(), vague, [5]any{"issue", "damaged", "", " ", 0.9}, NotWritten, nil},
		{"too sure", fresh(), vague, [5]any{"issue", "damaged", "", "nothing", 7}, BadSure, nil},
		{"sure in words", fresh(), vague, [5]any{"issue", "damaged", "", "nothing", "very"}, BadForm, nil},
		{"a long value", fresh(), vague, [5]any{"issue", "damaged", strings.Repeat("x", 101), "nothing", 1}, BadForm, nil},
		{"a deed of nobody's", fresh(), vague, [5]any{"refund", "damaged", "", "nothing", 1}, Unknown, nil},
		{"a move", fresh(), vague, [5]any{"move", "unhappy", "", "nothing like I hoped", 0.8}, "", func(in dialogue.Interpretation) bool {
			return in.Moves[0].Kind == dialogue.Unhappy
		}},
		{"a yes to nothing", fresh(), vague, [5]any{"move", "affirm", "", "yes", 0.8}, NotAllowed, nil},
		{"a move of nobody's", fresh(), vague, [5]any{"move", "obey", "", "yes", 0.8}, Unknown, nil},
		{"a topic of nobody's", fresh(), vague, [5]any{"move", "question", "limits", "yes", 0.8}, BadValue, nil},
		{"a yes that would bind", confirm, vague, [5]any{"move", "affirm", "", "yes", 0.99}, "", func(in dialogue.Interpretation) bool {
			return !surely(in.Moves, dialogue.Affirm)
		}},
		{"the answer yes that would bind", confirm, vague, [5]any{"answer", "yes", "", "yes", 0.99}, "", func(in dialogue.Interpretation) bool {
			return slices.ContainsFunc(in.Slots, func(s dialogue.SlotValue) bool { return s.Slot == dialogue.SlotOption && s.Sure < sureAct })
		}},
		{"taking back what was agreed", settled, vague, [5]any{"move", "cancel", "", "whatever", 0.99}, "", func(in dialogue.Interpretation) bool {
			return !surely(in.Moves, dialogue.Cancel)
		}},
		{"another wish than what was agreed", settled, vague, [5]any{"slot", "outcome", "refund", "whatever", 0.99}, "", func(in dialogue.Interpretation) bool {
			return slices.ContainsFunc(in.Slots, func(s dialogue.SlotValue) bool { return s.Slot == dialogue.SlotOutcome && s.Sure < sureAct })
		}},
		{"a change of what was agreed", settled, vague, [5]any{"move", "change", "", "whatever", 0.99}, "", func(in dialogue.Interpretation) bool {
			return !surely(in.Moves, dialogue.Undo)
		}},
		{"an offered answer", offer, vague, [5]any{"answer", "partial_keep", "", "whatever", 0.9}, "", func(in dialogue.Interpretation) bool {
			return slices.ContainsFunc(in.Slots, func(s dialogue.SlotValue) bool { return s.Slot == dialogue.SlotOption && s.Value == "partial_keep" })
		}},
		{"an answer that was not offered", offer, vague, [5]any{"answer", "refund_keep", "", "whatever", 0.9}, NotAllowed, nil},
		{"a foreign order", fresh(), vague, [5]any{"slot", "order", "113-7654321-2345678", "two of them", 0.9}, BadValue, nil},
		{"another order than the one that was read", fresh(), vague, [5]any{"slot", "order", "<ORDER_1>", "<ORDER_1>", 0.9}, NotAllowed, nil},
		{"an order that was not read", fresh(), "it is about ref QX77-B and it looks nothing like I hoped", [5]any{"slot", "order", "<NUMBER_1>", "ref <NUMBER_1>", 0.9}, "",
			func(in dialogue.Interpretation) bool {
				return slices.ContainsFunc(in.Slots, func(s dialogue.SlotValue) bool {
					return s.Slot == dialogue.SlotOrder && s.Value == "QX77-B" && s.Words == "ref QX77-B"
				})
			}},
		{"a proof taken for an order", proof, "it is QX77-B as far as I know", [5]any{"slot", "order", "<PROOF_1>", "<PROOF_1>", 0.9}, NotAllowed, nil},
		{"a placeholder that there is not", fresh(), vague, [5]any{"slot", "order", "<ORDER_9>", "two", 0.9}, BadValue, nil},
		{"an amount", fresh(), vague, [5]any{"slot", "money", "99999 USD", "two", 0.9}, Unknown, nil},
		{"a remedy", fresh(), vague, [5]any{"slot", "remedy", "refund_keep", "two", 0.9}, Unknown, nil},
		{"a quantity in words", fresh(), vague, [5]any{"slot", "quantity", "2", "two of them", 0.9}, BadValue, nil},
		{"a quantity", fresh(), "I sort of only need 3 of these then", [5]any{"slot", "quantity", "3", "3 of these", 0.9}, "", func(in dialogue.Interpretation) bool {
			return slices.ContainsFunc(in.Slots, func(s dialogue.SlotValue) bool { return s.Slot == dialogue.SlotQuantity && s.Value == "3" })
		}},
		{"a fact", fresh(), vague, [5]any{"slot", "fact:usable", "no", "nothing like I hoped", 0.9}, "", func(in dialogue.Interpretation) bool {
			return slices.ContainsFunc(in.Slots, func(s dialogue.SlotValue) bool { return s.Slot == "fact:usable" && s.Value == "no" })
		}},
		{"a fact that is no yes or no", fresh(), vague, [5]any{"slot", "fact:charge_amount", "100", "two", 0.9}, Unknown, nil},
		{"a fact with a story", fresh(), vague, [5]any{"slot", "fact:usable", "approve", "two", 0.9}, BadValue, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRig(t, says(commands(test.command)))
			in := r.read(test.c, test.text)
			switch {
			case r.last() != Answered:
				t.Fatalf("the model was not asked: %q", r.last())
			case test.why != "" && (!slices.Equal(r.dropped, []Reason{test.why}) || in.By == By):
				t.Errorf("dropped for %v, want %q: %+v", r.dropped, test.why, in)
			case test.why == "" && (len(r.dropped) > 0 || !test.holds(in)):
				t.Errorf("dropped for %v, read as %+v", r.dropped, in)
			}
		})
	}
}

func surely(moves []dialogue.Move, kind dialogue.MoveKind) bool {
	return slices.ContainsFunc(moves, func(m dialogue.Move) bool { return m.Kind == kind && m.Sure >= sureAct })
}

// What the built-in understander knows for certain stays, whatever a model says.
func TestTheBuiltInReadingStays(t *testing.T) {
	r := newRig(t, says(commands([5]any{"issue", "order_status", "", "that's all", 0.9}, [5]any{"move", "smalltalk", "", "that's all", 0.9})))
	in := r.read(fresh(), "my order is 112-4567890-1234567, mail robin@example.org, I want a person, that's all")
	for _, want := range []dialogue.Slot{dialogue.SlotOrder, dialogue.SlotEmail, dialogue.SlotProof} {
		if !slices.ContainsFunc(in.Slots, func(s dialogue.SlotValue) bool { return s.Slot == want }) {
			t.Errorf("slot %s is gone: %+v", want, in.Slots)
		}
	}
	if !surely(in.Moves, dialogue.AskHuman) || !surely(in.Moves, dialogue.Smalltalk) {
		t.Errorf("moves %+v, want the wish for a person beside the model's", in.Moves)
	}
	before := r.wire.requests()
	if in = r.read(fresh(), "it caught fire when I plugged it in"); len(in.Alarms) == 0 || r.wire.requests() != before {
		t.Errorf("a fire went to the model, or unheard: %+v", in)
	}
}

// Only so many commands count, and each once.
func TestCommandsAreBounded(t *testing.T) {
	list := slices.Repeat([][5]any{{"issue", "damaged", "", "nothing", 0.9}}, 10_000)[:200]
	r := newRig(t, says(commands(list...)))
	in := r.read(fresh(), vague)
	if len(in.Issues) != 1 || len(r.dropped) != 199 || r.dropped[0] != Repeated || r.dropped[198] != TooMany {
		t.Errorf("issues %v, %d commands dropped, want one issue and all others dropped", in.Issues, len(r.dropped))
	}
	r = newRig(t, says(commands(slices.Repeat(list, 10)...)))
	if _, err := r.Understand(t.Context(), fresh(), vague, monday); OutcomeOf(err) != Garbage {
		t.Errorf("an answer of 100 KB: %v, want garbage", err)
	}
}

// What a model reads is as it was agreed with endpoints: strict mode wants every property required and no others.
func TestSchema(t *testing.T) {
	r := newRig(t, says("{}"))
	var doc any
	if err := json.Unmarshal(r.schema, &doc); err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("commands.json", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile("commands.json")
	if err != nil {
		t.Fatal(err)
	}
	for text, ok := range map[string]bool{
		commands([5]any{"issue", "damaged", "", "x", 0.5}):                                    true,
		commands([5]any{"slot", "fact:usable", "yes", "x", 0.5}):                              true,
		commands([5]any{"answer", "partial_keep", "", "x", 1}):                                true,
		commands([5]any{"issue", "free_money", "", "x", 0.5}):                                 false,
		commands([5]any{"pay", "damaged", "", "x", 0.5}):                                      false,
		`{"language":"en","commands":[{"do":"issue","name":"damaged","words":"x","sure":1}]}`: false,
		`{"language":"en","commands":[],"refund":1}`:                                          false,
	} {
		var v any
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); (err == nil) != ok {
			t.Errorf("%s: %v, want valid %v", text, err, ok)
		}
	}
	for _, m := range moves {
		if !strings.Contains(r.rules, "\n- "+string(m)) && !strings.Contains(r.rules, ", "+string(m)) {
			t.Errorf("the rules do not tell of the move %s", m)
		}
	}
	for _, topic := range topics {
		if !strings.Contains(r.rules, string(topic)+" (") && !strings.Contains(r.rules, string(topic)+",") {
			t.Errorf("the rules do not tell of the topic %s", topic)
		}
	}
}

func TestReadAnswer(t *testing.T) {
	plain := `{"language":"en","commands":[]}`
	for text, ok := range map[string]bool{
		plain: true, "```json\n" + plain + "\n```": true, "Sure! Here you are: " + plain + " Anything else?": true,
		"<think>{\"commands\": maybe}</think>" + plain: true, `{"a":1} ` + plain: true, `{"outer":` + plain + `}`: true,
		"": false, "null": false, "[]": false, "{}": false, `{"commands":null}`: false, `{"commands":[{]}`: false, plain[:20]: false,
		"I cannot help with that.": false, strings.Repeat("{", 1000): false, strings.Repeat(" ", mostAnswer) + plain: false,
	} {
		if _, err := readAnswer(text); (err == nil) != ok {
			t.Errorf("%.60q: %v, want an answer: %v", text, err, ok)
		}
	}
}

func FuzzReadAnswer(f *testing.F) {
	f.Add(`{"language":"en","commands":[{"do":"issue","name":"damaged","value":"","words":"x","sure":0.5}]}`)
	f.Add("```{{{\"commands\":[1,null,{}]}")
	f.Fuzz(func(t *testing.T, text string) {
		a, err := readAnswer(text)
		if err != nil {
			return
		}
		for _, raw := range a.Commands {
			if c, ok := readCommand(raw); ok && (len(c.Words) > mostWords || len(c.Value) > mostValue) {
				t.Errorf("a command beyond its bounds: %+v", c)
			}
		}
	})
}
