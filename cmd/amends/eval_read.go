package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"amends/dialogue/playbook"
)

// Bounds of the files that are read.
const (
	longestEvalLine = 64 << 10
	mostEvalRows    = 1 << 20
)

// other is the label of texts that fit no issue.
const other = string(playbook.Other)

// evalRow is a line of a file to measure with.
type evalRow struct {
	ID      string              `json:"id"`
	Text    string              `json:"text"`
	Label   string              `json:"label"`
	Lang    string              `json:"lang"`
	Source  string              `json:"source"`
	Alt     []string            `json:"alt"`
	Context string              `json:"context"` // what was asked before
	Slots   map[string][]string `json:"slots"`   // nil when the row says nothing of them
}

func isIssue(label string) bool { return slices.Contains(playbook.Issues, playbook.IssueID(label)) }

// isDispute reports whether an issue is that something went wrong, which a remedy can put right.
func isDispute(label string) bool {
	switch playbook.IssueID(label) {
	case playbook.OrderStatus, playbook.CancelOrder, playbook.AddressChange, playbook.ServiceComplaint, playbook.Human, playbook.Other:
		return false
	}
	return isIssue(label)
}

func readEval(files []string) ([]evalRow, error) {
	var rows []evalRow
	for _, name := range files {
		err := readEvalFile(name, func(r evalRow) error {
			if len(rows) == mostEvalRows {
				return fmt.Errorf("more than %d texts", mostEvalRows)
			}
			rows = append(rows, r)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if len(rows) == 0 {
		return nil, errors.New("the files hold no texts")
	}
	return rows, nil
}

// readEvalFile calls do for every line that is not empty.
func readEvalFile(name string, do func(evalRow) error) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("read the texts: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, longestEvalLine)
	n := 1
	for ; lines.Scan(); n++ {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		var r evalRow
		err := json.Unmarshal(line, &r)
		if err == nil && r.Label == "" && r.Slots == nil {
			err = errors.New(`expected a "label" or "slots"`)
		}
		if err == nil {
			err = do(r)
		}
		if err != nil {
			return fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s:%d: %w", name, n, err)
	}
	return nil
}
