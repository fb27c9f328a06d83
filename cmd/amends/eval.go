package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"amends/dialogue"
	"amends/dialogue/understand"
)

func newEval() *cobra.Command {
	var predictions, plot string
	cmd := &cobra.Command{
		Use:   "eval FILE.jsonl...",
		Short: "Measure how well texts are understood",
		Long: `Measure the built-in understander on texts of which it is known what they say. Each line of a FILE is an object:

  {"id": "7", "text": "the mug came cracked", "label": "damaged"}      a text and the issue that it states
  {"id": "8", "text": "hi there", "label": "greeting"}                 any other label: a text that states no issue
  {"id": "9", "text": "it is #4410", "slots": {"order_id": ["4410"]}}  a text and the values in it: order_id, amount, email, phone

"lang" and "source" part the report, "alt" lists labels that are right too. What the understander makes of a text is an issue, what
the buyer does (greeting, affirm, deny, thanks ...), or "other" when it is neither. Texts without an issue have no right answer but
that they are not taken for a dispute.`,
		Example: `  amends eval dialogue/understand/testdata/plain.jsonl
  amends eval --predictions out.jsonl --plot out.svg issues.jsonl odd.jsonl`,
		Args: called(cobra.MinimumNArgs(1)),
	}
	cmd.Flags().StringVar(&predictions, "predictions", "", `write what was understood to this file: {"id","label","confidence"}`)
	cmd.Flags().StringVar(&plot, "plot", "", "draw the reliability of the confidences and the scores of the labels into this file (SVG)")
	cmd.RunE = func(cmd *cobra.Command, files []string) error {
		rows, err := readEval(files)
		if err != nil {
			return err
		}
		bar := newProgress(cmd.ErrOrStderr(), "reading")
		judged, err := judge(cmd.Context(), rows, func(done int) { bar.at(int64(done), int64(len(rows))) })
		bar.done()
		if err != nil {
			return err
		}
		if predictions != "" {
			if err := writePredictions(predictions, judged); err != nil {
				return err
			}
		}
		s := score(judged)
		if plot != "" {
			if err := os.WriteFile(plot, []byte(s.svg()), 0o644); err != nil {
				return fmt.Errorf("write the plot: %w", err)
			}
		}
		s.print(cmd.OutOrStdout())
		return nil
	}
	return cmd
}

// judgement is what was made of a row.
type judgement struct {
	evalRow
	got   string  // an issue, an act or "other"
	sure  float64 // how sure
	found map[string][]string
	took  time.Duration
}

// judge reads every row as if it were the first message of a buyer.
func judge(ctx context.Context, rows []evalRow, progress func(done int)) ([]judgement, error) {
	u, err := understand.New()
	if err != nil {
		return nil, fmt.Errorf("build the understander: %w", err)
	}
	out := make([]judgement, 0, len(rows))
	for i, row := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		start := time.Now()
		in, err := u.Understand(ctx, row.conversation(), row.Text, start)
		if err != nil {
			return nil, fmt.Errorf("read text %q: %w", row.ID, err)
		}
		v := judgement{evalRow: row, took: time.Since(start)}
		v.got, v.sure = labelOf(in, row.Text)
		v.found = valuesOf(in)
		out = append(out, v)
		progress(i + 1)
	}
	return out, nil
}

// conversation returns the conversation in which a text stands: nothing was asked but what the row says was.
func (r evalRow) conversation() dialogue.Conversation {
	c := dialogue.Conversation{Current: -1}
	switch {
	case strings.Contains(r.Context, "order"):
		c.Asked = &dialogue.Asked{Kind: dialogue.ActAsk, What: "order"}
	case strings.Contains(r.Context, "phone"), strings.Contains(r.Context, "email"):
		c.Asked = &dialogue.Asked{Kind: dialogue.ActAsk, What: "proof"}
	}
	return c
}

const (
	asksFrom = 0.35 // of an issue: the engine asks whether it is this one
	actsFrom = 0.6  // the engine acts on it
	fewWords = 8    // a longer text that states no issue is not only a greeting or a yes
	restSure = 0.5  // of "other": nothing was found, and nothing is done about it
)

// labelOf returns the one label that says best what was understood.
func labelOf(in dialogue.Interpretation, text string) (string, float64) {
	if len(in.Issues) > 0 && in.Issues[0].Sure >= asksFrom {
		return string(in.Issues[0].Issue), in.Issues[0].Sure
	}
	for _, m := range in.Moves {
		if name := actName(m); name != "" && m.Sure >= actsFrom && len(strings.Fields(text)) <= fewWords {
			return name, m.Sure
		}
	}
	return other, restSure
}

// actName is how files of texts call what a buyer does; "" for what may well be about an order.
func actName(m dialogue.Move) string {
	switch m.Kind {
	case dialogue.Greet:
		return "greeting"
	case dialogue.Bye:
		return "goodbye"
	case dialogue.Thank, dialogue.Pleased:
		return "thanks"
	case dialogue.Cancel:
		return "abort"
	case dialogue.Skip:
		return "unsure"
	case dialogue.Smalltalk:
		return "chitchat"
	case dialogue.Question:
		switch m.Topic {
		case dialogue.Bot:
			return "bot_question"
		case dialogue.Language:
			return "change_language"
		}
		return ""
	}
	return string(m.Kind)
}

func writePredictions(file string, judged []judgement) (err error) {
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("write the predictions: %w", err)
	}
	defer func() {
		if e := f.Close(); err == nil && e != nil {
			err = fmt.Errorf("write the predictions: %w", e)
		}
	}()
	w := bufio.NewWriter(f)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, v := range judged {
		line := struct {
			ID         string  `json:"id"`
			Label      string  `json:"label"`
			Confidence float64 `json:"confidence"`
		}{v.ID, v.got, v.sure}
		if err := enc.Encode(line); err != nil {
			return fmt.Errorf("write the predictions: %w", err)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write the predictions: %w", err)
	}
	return nil
}
