package dialogue

import (
	"slices"
	"strings"

	"amends/prompts"
)

// safetyTexts says which text answers which class of danger.
var safetyTexts = map[string]string{"fire": "fire", "injury": "injury", "allergy": "allergy"}

// dangers are the alarms about somebody's safety; the rest are about rights.
var dangers = []string{"fire", "injury", "allergy", "selfharm", "threat", "child", "food", "safety"}

// alarmed handles safety and legal words before anything else. True means that a person takes over.
func (t *turn) alarmed(alarms []Alarm, text string) bool {
	if len(alarms) == 0 || alarms[0].Class == "abuse" {
		return false
	}
	a := alarms[0]
	t.noteQuietly()
	if t.current() == nil {
		t.open()
	}
	k := t.current()
	k.Alarms = append(k.Alarms, Alarm{Class: a.Class, Words: quote(a.Words), Grave: a.Grave})
	danger := slices.Contains(dangers, a.Class)
	already := t.c.Human != nil
	if danger && a.Grave {
		t.sayDanger(k, a)
	}
	if !already {
		t.alarmHandoff(a, danger)
	}
	t.alert(alarmReason(a, danger), prompts.Fields{Words: quote(text), Until: t.c.Human.Due}, a.Grave)
	t.keepAll()
	if already {
		t.relayToDesk(text, t.ev.Read.Evidence)
	}
	t.used = true
	return true
}

// sayDanger says what keeps people safe; nothing of fault, money or sending things back.
func (t *turn) sayDanger(k *Case, a Alarm) {
	key := "inform.safety.other"
	switch class := safetyTexts[a.Class]; {
	case a.Class == "selfharm":
		key = "inform.selfharm." + t.crisisLine(k)
	case class != "":
		key = "inform.safety." + class
	}
	acts := act(ActInform, string(Safety))
	if a.Class == "selfharm" {
		acts = append(acts, Act{Kind: ActHandoff, Args: []string{reasonSafety}})
	}
	t.say(acts, key, noFields())
}

// helplineCountries are those where 116 123 is a line for people in distress (the European number for emotional support).
var helplineCountries = []string{"AT", "CZ", "DE", "EE", "HU", "IE", "LV", "NO", "PL"}

// helplinesNamed are the countries whose own lines a language's text names.
var helplinesNamed = map[string][]string{"de": {"CH"}, "es": {"ES"}, "fr": {"FR", "BE", "CH"}, "it": {"IT"}, "pt": {"PT"}}

// crisisLine picks the help line by the buyer's country as far as it is known.
func (t *turn) crisisLine(k *Case) string {
	country := t.e.book.Seller.Country
	if k.Order != nil {
		country = k.Order.Country
	}
	if key := strings.ToLower(country); t.e.texts.Has("inform.selfharm." + key) {
		return key
	}
	if slices.Contains(helplineCountries, country) || slices.Contains(helplinesNamed[t.c.Lang], country) {
		return "eu"
	}
	return "other"
}

// alarmHandoff makes a person own the conversation; the alarm's own alert calls the desk.
func (t *turn) alarmHandoff(a Alarm, danger bool) {
	reason := reasonLegal
	switch {
	case danger:
		reason = reasonSafety
	case a.Class == "fraud", a.Class == "counterfeit", a.Class == "privacy":
		reason = reasonPolicy
	}
	t.toPerson(reason)
	if a.Class == "selfharm" {
		return // the words that were said stand alone
	}
	if !t.c.Greeted {
		t.c.Greeted = true
		t.begins(act(ActInform, string(Greeting)), "inform.greeting_calm", noFields())
	}
	t.sayHandoff(reason)
	switch a.Class {
	case "chargeback":
		t.inform(RouteTo, "route.chargeback", t.routeFields(t.current()))
	case "privacy":
		t.inform(Privacy, "inform.others_data", noFields())
	}
}

func alarmReason(a Alarm, danger bool) string {
	switch {
	case danger:
		return alertSafety
	case a.Class == "privacy":
		return alertOthersData
	case a.Class == "chargeback":
		return alertChargeback
	}
	return alertLegal
}
