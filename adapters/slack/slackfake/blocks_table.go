package slackfake

// The tables of Block Kit: https://docs.slack.dev/reference/block-kit/blocks and
// https://docs.slack.dev/reference/block-kit/block-elements. They are only read.

// messageOnly are blocks that views do not take.
var messageOnly = []string{"markdown"}

var (
	blockID  = may("block_id", str(0, 255))
	actionID = may("action_id", str(0, 255))
	focus    = may("focus_on_load", boolean)
	confirm  = may("confirm", objectOf(confirmShape))
)

// confirmShape: https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object
var confirmShape = shape{must("title", plain(100)), must("text", text(300)), must("confirm", plain(30)), must("deny", plain(30)),
	may("style", oneOf("primary", "danger"))}

var slackFile = objectOf(shape{may("id", str(1, 255)), may("url", str(1, 3000))})

func ofType(fields ...field) shape { return append(shape{must("type", str(1, 0))}, fields...) }

var viewShapes = map[string]shape{
	"modal": ofType(must("title", plain(24)), must("blocks", anything), may("close", plain(24)), may("submit", plain(24)),
		may("private_metadata", str(0, 3000)), may("callback_id", str(0, 255)), may("external_id", str(0, 255)),
		may("clear_on_close", boolean), may("notify_on_close", boolean), may("submit_disabled", boolean)),
	"home": ofType(must("blocks", anything), may("private_metadata", str(0, 3000)), may("callback_id", str(0, 255)),
		may("external_id", str(0, 255))),
}

var blockShapes = map[string]shape{
	"section": ofType(blockID, may("text", text(3000)), may("fields", list(1, 10, text(2000))), may("expand", boolean),
		may("accessory", typed(elementShapes, inSection...))),
	"header":  ofType(blockID, must("text", plain(150))),
	"divider": ofType(blockID),
	"image": ofType(blockID, must("alt_text", str(1, 2000)), may("title", plain(2000)), may("image_url", str(1, 3000)),
		may("slack_file", slackFile)),
	"context":   ofType(blockID, must("elements", list(1, 10, contextElement))),
	"actions":   ofType(blockID, must("elements", list(1, 25, typed(elementShapes, inActions...)))),
	"input":     inputShape,
	"rich_text": ofType(blockID, must("elements", list(1, 1000, typed(richShapes, richBlocks...)))),
	"markdown":  ofType(blockID, must("text", str(1, 12000))),
	"video": ofType(blockID, must("alt_text", str(1, 200)), must("title", plain(199)), must("thumbnail_url", link),
		must("video_url", link), may("title_url", link), may("description", plain(200)), may("author_name", str(0, 49)),
		may("provider_name", str(0, 50)), may("provider_icon_url", link)),
}

var inputShape = ofType(blockID, must("label", plain(2000)), must("element", typed(elementShapes, inInput...)), may("hint", plain(2000)),
	may("optional", boolean), may("dispatch_action", boolean))

// contextElement is a picture or a text of any length that still fits a message.
func contextElement(v *validator, path string, value any) {
	if o, _ := value.(object); o["type"] == "image" {
		typed(elementShapes, "image")(v, path, value)
		return
	}
	text(3000)(v, path, value)
}

var (
	choices   = []string{"static_select", "users_select", "conversations_select", "channels_select", "external_select"}
	multiples = []string{"multi_static_select", "multi_users_select", "multi_conversations_select", "multi_channels_select",
		"multi_external_select"}
	pickers   = []string{"datepicker", "timepicker", "datetimepicker", "radio_buttons", "checkboxes"}
	inActions = join(choices, pickers, []string{"button", "overflow", "workflow_button"})
	inSection = join(choices, multiples, []string{"datepicker", "timepicker", "radio_buttons", "checkboxes", "button", "overflow",
		"image", "workflow_button"})
	inInput = join(choices, multiples, pickers, []string{"plain_text_input", "email_text_input", "url_text_input", "number_input",
		"file_input", "rich_text_input"})
)

func join(lists ...[]string) []string {
	var all []string
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// option: https://docs.slack.dev/reference/block-kit/composition-objects/option-object
var (
	option     = objectOf(shape{must("text", text(75)), must("value", str(1, 150)), may("description", text(75)), may("url", str(0, 3000))})
	options    = list(1, 100, option)
	optionOf10 = list(1, 10, option)
	groups     = list(1, 100, objectOf(shape{must("label", plain(75)), must("options", options)}))
	ids        = list(0, 1000, str(1, 255))
	hint       = may("placeholder", plain(150))
	dispatch   = may("dispatch_action_config", objectOf(shape{may("trigger_actions_on", list(1, 2,
		oneOf("on_enter_pressed", "on_character_entered")))}))
)

var elementShapes = map[string]shape{
	"button": ofType(actionID, must("text", plain(75)), may("value", str(0, 2000)), may("url", link),
		may("style", oneOf("primary", "danger")), confirm, may("accessibility_label", str(0, 75))),
	"workflow_button": ofType(actionID, must("text", plain(75)), must("workflow", anything), may("style", oneOf("primary", "danger")),
		may("accessibility_label", str(0, 75))),
	"image": ofType(must("alt_text", str(1, 2000)), may("image_url", str(1, 3000)), may("slack_file", slackFile)),

	"overflow":      ofType(actionID, must("options", list(1, 5, option)), confirm),
	"checkboxes":    ofType(actionID, must("options", optionOf10), may("initial_options", optionOf10), confirm, focus),
	"radio_buttons": ofType(actionID, must("options", optionOf10), may("initial_option", option), confirm, focus),
	"static_select": ofType(actionID, hint, may("options", options), may("option_groups", groups), may("initial_option", option),
		confirm, focus),
	"multi_static_select": ofType(actionID, hint, may("options", options), may("option_groups", groups),
		may("initial_options", options), may("max_selected_items", number(1, 100)), confirm, focus),
	"external_select": ofType(actionID, hint, may("initial_option", option), may("min_query_length", number(0, 1000)), confirm, focus),
	"multi_external_select": ofType(actionID, hint, may("initial_options", options), may("min_query_length", number(0, 1000)),
		may("max_selected_items", number(1, 100)), confirm, focus),
	"users_select":       ofType(actionID, hint, may("initial_user", str(1, 255)), confirm, focus),
	"multi_users_select": ofType(actionID, hint, may("initial_users", ids), may("max_selected_items", number(1, 100)), confirm, focus),
	"conversations_select": ofType(actionID, hint, may("initial_conversation", str(1, 255)), may("default_to_current_conversation", boolean),
		may("response_url_enabled", boolean), may("filter", anything), confirm, focus),
	"multi_conversations_select": ofType(actionID, hint, may("initial_conversations", ids), may("default_to_current_conversation", boolean),
		may("max_selected_items", number(1, 100)), may("filter", anything), confirm, focus),
	"channels_select": ofType(actionID, hint, may("initial_channel", str(1, 255)), may("response_url_enabled", boolean), confirm, focus),
	"multi_channels_select": ofType(actionID, hint, may("initial_channels", ids), may("max_selected_items", number(1, 100)), confirm,
		focus),

	"datepicker":     ofType(actionID, hint, may("initial_date", str(10, 10)), confirm, focus),
	"timepicker":     ofType(actionID, hint, may("initial_time", str(5, 5)), may("timezone", str(1, 100)), confirm, focus),
	"datetimepicker": ofType(actionID, may("initial_date_time", number(1e9, 1e10)), confirm, focus),

	"plain_text_input": ofType(actionID, hint, may("initial_value", str(0, 3000)), may("multiline", boolean),
		may("min_length", number(0, 3000)), may("max_length", number(1, 3000)), dispatch, focus),
	"email_text_input": ofType(actionID, hint, may("initial_value", str(0, 3000)), dispatch, focus),
	"url_text_input":   ofType(actionID, hint, may("initial_value", str(0, 3000)), dispatch, focus),
	"number_input": ofType(actionID, hint, must("is_decimal_allowed", boolean), may("initial_value", str(0, 3000)),
		may("min_value", str(1, 100)), may("max_value", str(1, 100)), dispatch, focus),
	"rich_text_input": ofType(actionID, hint, may("initial_value", anything), dispatch, focus),
	"file_input":      ofType(actionID, may("filetypes", ids), may("max_files", number(1, 10))),
}

// richShapes: https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
var (
	richBlocks = []string{"rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote"}
	richInline = []string{"broadcast", "color", "channel", "date", "emoji", "link", "text", "user", "usergroup"}
	inlines    = must("elements", list(0, 1000, typed(inlineShapes, richInline...)))
	richShapes = map[string]shape{
		"rich_text_section":      richSection,
		"rich_text_preformatted": ofType(inlines, may("border", number(0, 1)), may("language", str(1, 100))),
		"rich_text_quote":        ofType(inlines, may("border", number(0, 1))),
		"rich_text_list": ofType(must("style", oneOf("bullet", "ordered")), may("indent", number(0, 8)), may("offset", number(0, 1e6)),
			may("border", number(0, 1)), must("elements", list(0, 1000, typed(map[string]shape{"rich_text_section": richSection},
				"rich_text_section")))),
	}
	richSection = ofType(inlines)
	richStyle   = may("style", objectOf(shape{may("bold", boolean), may("italic", boolean), may("strike", boolean), may("code", boolean),
		may("underline", boolean), may("highlight", boolean), may("client_highlight", boolean), may("unlink", boolean)}))
	inlineShapes = map[string]shape{
		"broadcast": ofType(must("range", oneOf("here", "channel", "everyone"))),
		"color":     ofType(must("value", str(1, 20))),
		"channel":   ofType(must("channel_id", str(1, 255)), richStyle),
		"date":      ofType(must("timestamp", number(0, 1e12)), must("format", str(1, 255)), may("url", link), may("fallback", str(1, 255))),
		"emoji":     ofType(must("name", str(1, 100)), may("unicode", str(1, 100)), may("skin_tone", number(2, 6)), richStyle),
		"link":      ofType(must("url", link), may("text", str(0, 3000)), may("unsafe", boolean), richStyle),
		"text":      ofType(must("text", str(1, 0)), richStyle),
		"user":      ofType(must("user_id", str(1, 255)), richStyle),
		"usergroup": ofType(must("usergroup_id", str(1, 255)), richStyle),
	}
)
