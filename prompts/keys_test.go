package prompts

import (
	"strconv"
	"strings"
	"testing"
)

const (
	remedies = "replace replace_keep exchange reship part_ship troubleshoot refund_return refund_keep partial_keep " +
		"refund_shipping cancel_refund refund_trace carrier_trace intercept price_adjust goodwill"
	issues = "not_received late wrong_item damaged defective missing_parts not_as_described return_change_of_mind " +
		"refund_missing overcharged cancel_order order_status address_change service_complaint human other"
	evidence = "photo_item photo_label photo_packaging photo_contents video_fault serial tracking screenshot receipt statement"
	facts    = "checked_around address_ok symptom which_part difference usable opened charge_amount what_happened"
	statuses = "open asked human settled fulfilled closed"
	handoffs = "asked safety legal limit no_agreement misunderstood policy error"
)

// wanted are the texts that a conversation needs: a prefix with its keys, "key*2" for at least two variants.
var wanted = map[string]string{
	"": "remind*2",
	"inform.": "greeting*2 greeting_calm bot genuine process rights privacy data_request find_order*2 why_proof why_evidence waiting*2 waiting_floor*2 waiting_offer*2 " +
		"waiting_late*2 approved declined overdue*2 expired*2 counted noted next smalltalk*3 thanks*3 bye*2 wait*2 pleased*2 sorry*2 abuse*2 " +
		"language language_unknown withdrawal photo_early*2 taken*3 missing_evidence_ok edited already_done resumed reopened " +
		"second_case contacted cancel_path address others_data passed_on help",
	"inform.status.":    "none " + statuses,
	"inform.settled.":   remedies,
	"inform.fulfilled.": remedies,
	"inform.order.":     "pending unshipped shipped delivered cancelled late",
	"inform.safety.":    "fire injury allergy other",
	"inform.selfharm.":  "us gb eu other",
	"inform.contact.":   "amazon other",
	"ask.":              "issue*3 order*3 order_optional proof*3 item*2 language outcome*2 remedy*3 which_case*2 back*2",
	"ask.fact.":         strings.ReplaceAll(facts+" other", " ", "*2 ") + "*2",
	"ask.evidence.":     strings.ReplaceAll(evidence, " ", "*3 ") + "*3",
	"offer.":            "repeat improved needs_ok outro*2 outro_single*2 kept_until not_offered*2 floor",
	"offer.intro.":      "seller*2 carrier*2 buyer*2 none*2",
	"offer.single.":     "seller other",
	"offer.line.":       remedies,
	"confirm.":          strings.ReplaceAll(remedies, " ", "*2 ") + "*2 changed",
	"handoff.":          handoffs + " late*2 already",
	"repair.": "unclear*3 unclear_issue*2 ambiguous*2 correction*2 cancelled repeat*2 no_match*3 bad_number*2 stale_button*2 contradiction*2 same_file " +
		"too_many settled_already",
	"repair.file.": "too_large empty unreadable wrong_type not_fetched",
	"feedback.":    "ask*2 happy*2 unhappy*2 not_yet",
	"close.":       "silent*2 cancelled no_agreement resolved",
	"route.": "intro contact_first papers cost unknown feedback_right own elsewhere chargeback missing.contacted missing.estimated " +
		"missing.delivered missing.paid reminder now_open appeal",
	"route.dates.":   "both from until open unknown",
	"paper.":         "order_number dates photos tracking conversation statement receipt return_proof",
	"issue.":         issues,
	"issue_line.":    issues,
	"remedy.":        remedies,
	"button.":        remedies + " none person yes no skip happy unhappy not_yet both all_items this_case new_case route",
	"sign.":          issues + " " + remedies + " none person yes no skip happy unhappy not_yet new_case route order proof item " + evidence,
	"evidence.":      evidence,
	"fact.":          facts,
	"outcome.":       "right refund keep",
	"status.":        statuses,
	"answer.":        "yes no unknown",
	"language.":      "en es de fr it pt",
	"desk.":          "title edited deleted already unknown_option free_of_charge live",
	"desk.field.":    "replied order item paid buyer_language wish status owner reported standing remedy words live",
	"desk.date.":     "claim_from claim_until offer_expires due reply_due approval_due",
	"desk.evidence.": "absent extra",
	"desk.why.":      "auto_refund budget claims evidence currency policy suspect",
	"desk.warning.":  "contradiction suspect repeat chargeback proof_failed",
	"desk.task.":     remedies,
	"desk.ask.":      "approve offer approved declined decided over",
	"desk.alert.": "others_data safety legal overdue approval_late reply_late changed_mind unreachable error claim_date privacy unhappy not_yet " +
		"chargeback floor",
	"desk.option.":      "take approve decline handback resolve reopen done replied offer ask live_on live_off",
	"pin.":              "title order open asked human settled fulfilled closed",
	"pin.need.":         "answer offer confirm item outcome",
	"desk.refusal.":     "kind paid manager nothing limit stock currency alone condition",
	"desk.human.":       handoffs,
	"telegram.":         "group withdrawn file_missing translated",
	"telegram.page.":    "description short",
	"telegram.command.": "start new status human language privacy mydata erase help",
	"slack.card.": "task evidence offered refused dates more offer ask reply assign details script no approve_title approve_text approve_yes " +
		"live_title live_text live_yes",
	"slack.thread.":         "buyer agent file files not_shown undo due failed summary sight original went_out",
	"slack.sight.":          "item damage label unreadable",
	"slack.translated.":     "other en es de fr it pt",
	"slack.refuse.":         "member no_case modal",
	"slack.undo.":           "late",
	"slack.hint.":           "note",
	"slack.modal.":          "close cancel buyer missing refused.title",
	"slack.modal.offer.":    "title submit choice terms terms_hint terms_bad refused none",
	"slack.modal.ask.":      "title submit choice none",
	"slack.modal.handback.": "title submit choice was issue order evidence offer close",
	"slack.modal.decline.":  "title submit label hint",
	"slack.modal.done.":     "title submit label hint",
	"slack.modal.assign.":   "title submit choice none",
	"slack.modal.reply.":    "title submit label hint hint_translated long blocked suggest suggesting suggested suggested_beside no_suggestion",
	"slack.modal.send.":     "title submit from translated",
	"slack.modal.original.": "title gone",
	"slack.modal.details.":  "title order facts said none paid placed estimated delivered tracking words",
	"slack.modal.script.":   "title none cut",
	"slack.home.":           "figures mine open none due more",
	"slack.figure.":         "open answer ok to_do overdue given",
	"slack.command.":        "help nothing",
	"slack.manifest.":       "about command usage shortcut shortcut_about",
}

func TestEveryTextIsThere(t *testing.T) {
	c := loaded(t)
	known := map[string]bool{}
	for prefix, names := range wanted {
		for _, name := range strings.Fields(names) {
			name, count, _ := strings.Cut(name, "*")
			least, _ := strconv.Atoi(count)
			key := prefix + name
			known[key] = true
			for _, lang := range c.Languages() {
				if got := c.Variants(lang, key); got < max(least, 1) {
					t.Errorf("%s %s has %d variants, want at least %d", lang, key, got, max(least, 1))
				}
			}
		}
	}
	for _, key := range c.Keys() {
		if !known[key] {
			t.Errorf("%s is a text that nothing asks for: name it in this test or take it out", key)
		}
	}
}
