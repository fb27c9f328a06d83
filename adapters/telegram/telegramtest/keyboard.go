package telegramtest

import (
	"encoding/json"
	"strings"
)

// A Keyboard is the buttons below a message: https://core.telegram.org/bots/api#inlinekeyboardmarkup
type Keyboard struct {
	Rows [][]Button `json:"inline_keyboard"`
}

// A Button does one thing: it sends Data to the bot, opens URL, or something else that only the app does.
type Button struct {
	Text   string          `json:"text"`
	Data   string          `json:"callback_data,omitempty"`
	URL    string          `json:"url,omitempty"`
	Copy   *CopyText       `json:"copy_text,omitempty"`
	WebApp json.RawMessage `json:"web_app,omitempty"`
	Login  json.RawMessage `json:"login_url,omitempty"`
	Inline *string         `json:"switch_inline_query,omitempty"`
	Here   *string         `json:"switch_inline_query_current_chat,omitempty"`
	Pay    bool            `json:"pay,omitempty"`
	Style  string          `json:"style,omitempty"`
}

// CopyText is what a button puts on the clipboard.
type CopyText struct {
	Text string `json:"text"`
}

// Buttons are all buttons, row by row.
func (m Message) Buttons() []Button {
	if m.Keyboard == nil {
		return nil
	}
	var all []Button
	for _, row := range m.Keyboard.Rows {
		all = append(all, row...)
	}
	return all
}

// Button finds a button by its data or, failing that, by its label.
func (m Message) Button(dataOrLabel string) (Button, bool) {
	all := m.Buttons()
	for _, b := range all {
		if b.Data != "" && b.Data == dataOrLabel {
			return b, true
		}
	}
	for _, b := range all {
		if b.Text == dataOrLabel {
			return b, true
		}
	}
	return Button{}, false
}

// What a keyboard may hold. https://core.telegram.org/bots/api#inlinekeyboardbutton
const (
	maxButtons = 100
	maxData    = 64 // bytes
)

// keyboard reads reply_markup: an inline keyboard, or whatever else it is.
func (c *call) keyboard() (*Keyboard, json.RawMessage, *apiError) {
	raw := c.params["reply_markup"]
	if raw == "" {
		return nil, nil, nil
	}
	var markup struct {
		Inline *json.RawMessage `json:"inline_keyboard"`
	}
	if json.Unmarshal([]byte(raw), &markup) != nil {
		if json.Valid([]byte(raw)) {
			return nil, nil, badRequest("object expected as reply markup")
		}
		return nil, nil, badRequest("can't parse reply keyboard markup JSON object")
	}
	if markup.Inline == nil {
		return nil, json.RawMessage(raw), nil
	}
	var k Keyboard
	if json.Unmarshal(*markup.Inline, &k.Rows) != nil {
		return nil, nil, badRequest(`field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays`)
	}
	if err := k.check(); err != nil {
		return nil, nil, err
	}
	if len(k.Rows) == 0 {
		return nil, nil, nil
	}
	return &k, nil, nil
}

// check refuses what the platform refuses, and drops empty rows.
func (k *Keyboard) check() *apiError {
	rows, n := k.Rows[:0], 0
	for _, row := range k.Rows {
		for i := range row {
			if err := row[i].check(); err != nil {
				return err
			}
		}
		if n += len(row); len(row) > 0 {
			rows = append(rows, row)
		}
	}
	if n > maxButtons {
		return badRequest("reply markup is too long")
	}
	k.Rows = rows
	return nil
}

// check keeps the one thing that a button does; a client may send empty fields beside it.
func (b *Button) check() *apiError {
	switch {
	case b.Text == "":
		return badRequest("can't parse inline keyboard button: Inline keyboard button text must be non-empty")
	case b.URL != "":
		*b = Button{Text: b.Text, URL: b.URL, Style: b.Style}
		if !linkable(b.URL) || strings.ContainsAny(b.URL, " \n") {
			return badRequest("inline keyboard button URL '%s' is invalid: Wrong HTTP URL", b.URL)
		}
	case b.Data != "":
		*b = Button{Text: b.Text, Data: b.Data, Style: b.Style}
		if len(b.Data) > maxData {
			return badRequest("BUTTON_DATA_INVALID")
		}
	case b.Pay || b.Inline != nil || b.Here != nil || b.Login != nil || b.WebApp != nil:
		b.Copy = nil
	case b.Copy == nil:
		return badRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
	case b.Copy.Text == "" || Units(b.Copy.Text) > 256:
		return badRequest("BUTTON_COPY_TEXT_INVALID")
	}
	return nil
}
