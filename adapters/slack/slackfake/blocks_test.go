package slackfake_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"amends/adapters/slack/slackfake"
)

// try posts raw blocks and returns Slack's answer: "" or the messages about them.
func (r *rig) try(blocks string) string {
	r.t.Helper()
	resp, err := http.PostForm(r.URL()+"chat.postMessage", url.Values{"token": {r.BotToken()}, "channel": {r.desk}, "text": {"t"}, "blocks": {blocks}})
	r.ok(err)
	defer func() { _ = resp.Body.Close() }()
	var answer struct {
		OK               bool
		Error            string
		ResponseMetadata struct{ Messages []string } `json:"response_metadata"`
	}
	body, err := io.ReadAll(resp.Body)
	r.ok(err)
	r.ok(json.Unmarshal(body, &answer))
	if answer.OK {
		return ""
	}
	return answer.Error + ": " + strings.Join(answer.ResponseMetadata.Messages, "; ")
}

func times(n int, one string) string { return strings.TrimSuffix(strings.Repeat(one+",", n), ",") }

func txt(kind string, n int) string { return fmt.Sprintf(`{"type":%q,"text":%q}`, kind, long(n)) }

func TestLimitsOfBlocks(t *testing.T) {
	r := newRig(t, slackfake.Options{})
	el := func(kind, rest string) string {
		return `[{"type":"actions","elements":[{"type":"` + kind + `",` + rest + `}]}]`
	}
	opt := `{"text":` + txt("plain_text", 75) + `,"value":"` + long(150) + `"}`
	confirm := func(title, text, button int) string {
		return `"text":` + txt("plain_text", 75) + `,"confirm":{"title":` + txt("plain_text", title) + `,"text":` + txt("mrkdwn", text) + `,"confirm":` +
			txt("plain_text", button) + `,"deny":` + txt("plain_text", button) + `}`
	}
	sec := func(n int) string { return `[{"type":"section","text":` + txt("mrkdwn", n) + `}]` }
	fields := func(count, n int) string {
		return `[{"type":"section","fields":[` + times(count, txt("plain_text", n)) + `]}]`
	}
	input := func(label, hint int, element string) string {
		return `[{"type":"input","label":` + txt("plain_text", label) + `,"hint":` + txt("plain_text", hint) + `,"element":` + element + `}]`
	}
	area := func(most, placeholder int) string {
		return fmt.Sprintf(`{"type":"plain_text_input","max_length":%d,"placeholder":%s}`, most, txt("plain_text", placeholder))
	}
	image := func(alt int) string {
		return `[{"type":"image","image_url":"https://a.example/b.png","alt_text":"` + long(alt) + `"}]`
	}
	// Each limit twice: what just fits, and what does not with the words Slack has for it.
	cases := []struct{ name, fits, refused, says string }{
		{"blocks of a message", `[` + times(50, `{"type":"divider"}`) + `]`, `[` + times(51, `{"type":"divider"}`) + `]`, "no more than 50 items allowed"},
		{"section text", sec(3000), sec(3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"},
		{"empty text", sec(1), sec(0), "must be more than 0 characters"},
		{"section fields", fields(5, 2000), fields(1, 2001), "less than 2001"},
		{"number of fields", fields(10, 1), fields(11, 1), "no more than 10"},
		{"a section of nothing", sec(1), `[{"type":"section"}]`, "missing required field: text or fields"},
		{"header", `[{"type":"header","text":` + txt("plain_text", 150) + `}]`, `[{"type":"header","text":` + txt("plain_text", 151) + `}]`, "less than 151"},
		{"header as mrkdwn", `[{"type":"header","text":` + txt("plain_text", 1) + `}]`, `[{"type":"header","text":` + txt("mrkdwn", 1) + `}]`, "must be equal to plain_text"},
		{"context", `[{"type":"context","elements":[` + times(10, txt("mrkdwn", 5)) + `]}]`, `[{"type":"context","elements":[` + times(11, txt("mrkdwn", 5)) + `]}]`, "no more than 10"},
		{"actions", `[{"type":"actions","elements":[` + times(25, `{"type":"button","text":`+txt("plain_text", 5)+`}`) + `]}]`,
			`[{"type":"actions","elements":[` + times(26, `{"type":"button","text":`+txt("plain_text", 5)+`}`) + `]}]`, "no more than 25"},
		{"button text", el("button", `"text":`+txt("plain_text", 75)), el("button", `"text":`+txt("plain_text", 76)), "less than 76"},
		{"button value", el("button", `"text":`+txt("plain_text", 1)+`,"value":"`+long(2000)+`"`), el("button", `"text":`+txt("plain_text", 1)+`,"value":"`+long(2001)+`"`), "less than 2001"},
		{"button url", el("button", `"text":`+txt("plain_text", 1)+`,"url":"https://a.example"`), el("button", `"text":`+txt("plain_text", 1)+`,"url":"a.example"`), "valid URL"},
		{"button style", el("button", `"text":`+txt("plain_text", 1)+`,"style":"danger"`), el("button", `"text":`+txt("plain_text", 1)+`,"style":"big"`), "must be one of"},
		{"action_id", el("button", `"text":`+txt("plain_text", 1)+`,"action_id":"`+long(255)+`"`), el("button", `"text":`+txt("plain_text", 1)+`,"action_id":"`+long(256)+`"`), "less than 256"},
		{"action_id twice", sec(1), `[{"type":"actions","elements":[` + times(2, `{"type":"button","action_id":"a","text":`+txt("plain_text", 5)+`}`) + `]}]`, "already exists"},
		{"block_id", `[{"type":"divider","block_id":"` + long(255) + `"}]`, `[{"type":"divider","block_id":"` + long(256) + `"}]`, "less than 256"},
		{"block_id twice", sec(1), `[` + times(2, `{"type":"divider","block_id":"a"}`) + `]`, "already exists"},
		{"alt_text", image(2000), image(2001), "less than 2001"},
		{"image without a place", image(1), `[{"type":"image","alt_text":"x"}]`, "must provide one of image_url and slack_file"},
		{"options", el("static_select", `"options":[`+times(100, `{"text":`+txt("plain_text", 5)+`,"value":"v"}`)+`]`),
			el("static_select", `"options":[`+times(101, `{"text":`+txt("plain_text", 5)+`,"value":"v"}`)+`]`), "no more than 100"},
		{"an option", el("static_select", `"options":[`+opt+`]`), el("static_select", `"options":[{"text":`+txt("plain_text", 76)+`,"value":"`+long(151)+`","description":`+txt("plain_text", 76)+`}]`), "less than 151"},
		{"overflow", el("overflow", `"options":[`+times(5, opt)+`]`), el("overflow", `"options":[`+times(6, opt)+`]`), "no more than 5"},
		{"radio buttons", el("radio_buttons", `"options":[`+times(10, opt)+`]`), el("radio_buttons", `"options":[`+times(11, opt)+`]`), "no more than 10"},
		{"check boxes", el("checkboxes", `"options":[`+times(10, opt)+`]`), el("checkboxes", `"options":[`+times(11, opt)+`]`), "no more than 10"},
		{"confirm title", el("button", confirm(100, 300, 30)), el("button", confirm(101, 300, 30)), "less than 101"},
		{"confirm text", el("button", confirm(100, 300, 30)), el("button", confirm(100, 301, 30)), "less than 301"},
		{"confirm button", el("button", confirm(100, 300, 30)), el("button", confirm(100, 300, 31)), "less than 31"},
		{"input label", input(2000, 2000, area(3000, 150)), input(2001, 1, area(1, 1)), "less than 2001"},
		{"input hint", input(1, 2000, area(1, 1)), input(1, 2001, area(1, 1)), "less than 2001"},
		{"max_length", input(1, 1, area(3000, 1)), input(1, 1, area(3001, 1)), "from 1 to 3000"},
		{"placeholder", input(1, 1, area(1, 150)), input(1, 1, area(1, 151)), "less than 151"},
		{"markdown", `[{"type":"markdown","text":"` + long(11000) + `"}]`, `[{"type":"markdown","text":"` + long(12001) + `"}]`, "less than 12001"},
		{"unknown blocks", sec(1), `[{"type":"paragraph"}]`, "unsupported type: paragraph"},
		{"unknown properties", sec(1), `[{"type":"divider","colour":"red"}]`, "invalid additional property: colour"},
		{"rich text", `[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x","style":{"bold":true}}]}]}]`,
			`[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":""}]}]}]`, "more than 0"},
		{"an input among actions", input(1, 1, area(1, 1)), el("plain_text_input", `"action_id":"x"`), "unsupported type: plain_text_input"},
		{"all text together", `[` + times(5, `{"type":"section","text":`+txt("mrkdwn", 2300)+`}`) + `]`, `[` + times(5, `{"type":"section","text":`+txt("mrkdwn", 2400)+`}`) + `]`, "msg_blocks_too_long"},
		{"characters, not bytes", `[{"type":"header","text":{"type":"plain_text","text":"` + strings.Repeat("é", 150) + `"}}]`, `{"type":"divider"}`, "invalid_blocks_format"},
	}
	for _, c := range cases {
		if says := r.try(c.fits); says != "" {
			t.Errorf("%s: what fits is refused: %s", c.name, says)
		}
		if says := r.try(c.refused); !strings.Contains(says, c.says) {
			t.Errorf("%s: Slack says %q, expected %q", c.name, says, c.says)
		}
	}
}

// TestWhatTheClientBuilds holds every block and element of slack-go that the fake knows against its tables: none may be refused.
func TestWhatTheClientBuilds(t *testing.T) {
	r := newRig(t, slackfake.Options{})
	o := slack.NewOptionBlockObject("a", plain("A"), plain("about A"))
	confirm := slack.NewConfirmationBlockObject(plain("Sure?"), plain("Really"), plain("Yes"), plain("No"))
	b := button("b", "B").WithStyle(slack.StylePrimary).WithConfirm(confirm).WithURL("https://a.example")
	blocks := []slack.Block{
		slack.NewHeaderBlock(plain("Case")), slack.NewDividerBlock(), section("text"),
		slack.NewSectionBlock(nil, []*slack.TextBlockObject{plain("x"), plain("y")}, slack.NewAccessory(slack.NewImageBlockElement("https://a.example/i.png", "i"))),
		slack.NewImageBlock("https://a.example/i.png", "alt", "img", plain("title")),
		slack.NewContextBlock("ctx", plain("x"), slack.NewImageBlockElement("https://a.example/i.png", "i")),
		slack.NewActionBlock("act", b, slack.NewOverflowBlockElement("o", o), slack.NewDatePickerBlockElement("d"), slack.NewTimePickerBlockElement("t"),
			slack.NewRadioButtonsBlockElement("r", o), slack.NewCheckboxGroupsBlockElement("c", o),
			slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain("p"), "s", o), slack.NewOptionsSelectBlockElement(slack.OptTypeUser, plain("p"), "u")),
		slack.NewInputBlock("in", plain("label"), plain("hint"), slack.NewPlainTextInputBlockElement(plain("p"), "pt")),
		slack.NewInputBlock("num", plain("label"), nil, slack.NewNumberInputBlockElement(plain("p"), "n", true)),
		slack.NewInputBlock("multi", plain("label"), nil, slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, plain("p"), "m", o)),
		slack.NewRichTextBlock("rich", slack.NewRichTextSection(slack.NewRichTextSectionTextElement("x", &slack.RichTextSectionTextStyle{Bold: true}),
			slack.NewRichTextSectionUserElement("U1", nil), slack.NewRichTextSectionEmojiElement("wave", 2, nil), slack.NewRichTextSectionLinkElement("https://a.example", "a", nil)),
			slack.NewRichTextList(slack.RTEListBullet, 0, slack.NewRichTextSection(slack.NewRichTextSectionTextElement("x", nil)))),
		slack.NewMarkdownBlock("md", "**x**"),
	}
	_, _, err := r.api.PostMessage(r.desk, slack.MsgOptionText("t", false), slack.MsgOptionBlocks(blocks...))
	if err != nil {
		t.Errorf("%v: %v", err, r.refused(err, "invalid_blocks").ResponseMetadata.Messages)
	}
}

func FuzzBlocks(f *testing.F) {
	for _, seed := range []string{`[]`, `[null]`, `[{"type":"section","text":5}]`, `[{"type":"actions","elements":[{"type":"button"}]}]`,
		`[{"type":"input","element":{"type":"static_select","options":[{}]}}]`, `[{"type":"rich_text","elements":[{"type":"rich_text_list"}]}]`} {
		f.Add(seed)
	}
	s := slackfake.New(slackfake.Options{})
	f.Cleanup(s.Close)
	desk, _ := s.Desk("disputes")
	f.Fuzz(func(t *testing.T, blocks string) {
		resp, err := http.PostForm(s.URL()+"chat.postMessage", url.Values{"token": {s.BotToken()}, "channel": {desk}, "text": {"t"}, "blocks": {blocks}})
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		for _, m := range s.Messages(desk) {
			_, _ = m.Shown(), m.Buttons()
			_ = s.Remove(desk, m.TS)
		}
	})
}
