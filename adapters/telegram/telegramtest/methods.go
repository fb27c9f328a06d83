package telegramtest

import "strings"

// A method is one of the Bot API: https://core.telegram.org/bots/api#available-methods
type method struct {
	name string
	do   func(*Server, *call) (any, *apiError)
}

// methods are found without regard to case, as on the platform.
var methods = byName([]method{
	{"getMe", (*Server).getMe},
	{"getUpdates", (*Server).getUpdates},
	{"setWebhook", (*Server).setWebhook},
	{"deleteWebhook", (*Server).deleteWebhook},
	{"getWebhookInfo", (*Server).getWebhookInfo},

	{"sendMessage", (*Server).sendMessage},
	{"sendPhoto", sendMedia("sendPhoto", "photo")},
	{"sendDocument", sendMedia("sendDocument", "document")},
	{"sendVideo", sendMedia("sendVideo", "video")},
	{"sendVoice", sendMedia("sendVoice", "voice")},
	{"sendAudio", sendMedia("sendAudio", "audio")},
	{"sendAnimation", sendMedia("sendAnimation", "animation")},
	{"sendVideoNote", sendMedia("sendVideoNote", "video_note")},
	{"sendSticker", sendMedia("sendSticker", "sticker")},
	{"sendMediaGroup", (*Server).sendMediaGroup},
	{"sendChatAction", (*Server).sendChatAction},

	{"editMessageText", (*Server).editMessageText},
	{"editMessageCaption", (*Server).editMessageCaption},
	{"editMessageReplyMarkup", (*Server).editMessageReplyMarkup},
	{"deleteMessage", (*Server).deleteMessage},
	{"pinChatMessage", (*Server).pinChatMessage},
	{"unpinChatMessage", (*Server).unpinChatMessage},
	{"unpinAllChatMessages", (*Server).unpinAllChatMessages},
	{"answerCallbackQuery", (*Server).answerCallbackQuery},
	{"getFile", (*Server).getFile},

	{"getChat", (*Server).getChat},
	{"getChatMember", (*Server).getChatMember},
	{"leaveChat", (*Server).leaveChat},

	{"setMyCommands", (*Server).setMyCommands},
	{"getMyCommands", (*Server).getMyCommands},
	{"deleteMyCommands", (*Server).deleteMyCommands},
	{"setMyName", setText("name", 64)},
	{"getMyName", getText("name")},
	{"setMyDescription", setText("description", 512)},
	{"getMyDescription", getText("description")},
	{"setMyShortDescription", setText("short_description", 120)},
	{"getMyShortDescription", getText("short_description")},
})

func byName(list []method) map[string]method {
	all := make(map[string]method, len(list))
	for _, m := range list {
		all[strings.ToLower(m.name)] = m
	}
	return all
}
