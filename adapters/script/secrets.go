package script

import (
	"strings"

	"amends/bot"
	"amends/dialogue"
)

// minSecret is how long a fact must be to be looked for: shorter ones turn up by chance.
const minSecret = 5

// checkSecrets: before the proof the bot says nothing that only the order tells: no title, no tracking number, no total. What the
// buyer wrote before may be said back.
func (s *story) checkSecrets() {
	proven := map[string]bool{}
	var written strings.Builder
	for _, t := range s.turns {
		written.WriteString("\n" + strings.ToLower(buyerText(t.Event.Body)))
		for _, k := range t.Next.Cases {
			if k.Order != nil {
				for _, fact := range facts(*k.Order) {
					proven[fact] = true
				}
			}
		}
		for _, d := range t.Outbox {
			switch a := d.Action.(type) {
			case dialogue.Say:
				h := hear(d)
				s.checkSecret(t, strings.ToLower(h.Text+"\n"+h.seen()), proven, written.String())
			case dialogue.Pin:
				s.checkSecret(t, strings.ToLower(a.Text), proven, written.String())
			}
		}
	}
}

func (s *story) checkSecret(t bot.Turn, text string, proven map[string]bool, written string) {
	for _, o := range s.p.stage.Orders {
		for _, fact := range facts(o) {
			if len(fact) >= minSecret && !proven[fact] && tells(text, fact) && !strings.Contains(written, fact) {
				s.broken(s.at(t), "no order fact before proof: %q of order %s", fact, dialogue.MaskOrder(o.ID))
				return
			}
		}
	}
}

// facts are what only someone who sees the order can know, in lower case.
func facts(o dialogue.Order) []string {
	list := []string{o.Tracking.Number, o.Total().Decimal()}
	for _, it := range o.Items {
		list = append(list, it.Title)
	}
	for i := range list {
		list[i] = strings.ToLower(list[i])
	}
	return list
}

func buyerText(b dialogue.Body) string {
	switch b := b.(type) {
	case dialogue.Message:
		return b.Text
	case dialogue.Upload:
		return b.Caption
	case dialogue.Edit:
		return b.Text
	case dialogue.Start:
		return b.Payload
	}
	return ""
}

// tells reports whether a text holds a fact as a whole: "38.99" is not in "138.99".
func tells(text, fact string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], fact)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(fact)
		if !digitAt(text, start-1) && !digitAt(text, end) {
			return true
		}
		from = end
	}
}

func digitAt(s string, i int) bool { return i >= 0 && i < len(s) && s[i] >= '0' && s[i] <= '9' }
