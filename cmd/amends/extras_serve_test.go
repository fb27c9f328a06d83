package main

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"amends/adapters/slack/slackfake"
	"amends/adapters/telegram/telegramtest"
	"amends/bot/storetest"
)

// interpreter is a stand-in for a language model that knows a few sentences.
type interpreter struct {
	*httptest.Server
	mu    sync.Mutex
	knows map[string]string
	asked []string // what it was asked to do: "translate from en to de"
}

func newInterpreter(t *testing.T, pairs map[string]string) *interpreter {
	m := &interpreter{knows: maps.Clone(pairs)}
	for a, b := range pairs {
		m.knows[b] = a
	}
	m.Server = httptest.NewServer(http.HandlerFunc(m.answer))
	t.Cleanup(m.Close)
	return m
}

func (m *interpreter) answer(w http.ResponseWriter, r *http.Request) {
	var request struct {
		Messages []struct{ Content string }
	}
	if err := json.NewDecoder(r.Body).Decode(&request); err != nil || len(request.Messages) != 2 {
		http.Error(w, `{"error":{"message":"no question"}}`, http.StatusBadRequest)
		return
	}
	task, quoted, _ := strings.Cut(request.Messages[1].Content, ". The message, as a JSON string:\n")
	var text string
	_ = json.Unmarshal([]byte(quoted), &text)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked = append(m.asked, task)
	answer, err := json.Marshal(map[string]string{"language": "", "text": m.knows[text]})
	if err != nil {
		panic(err)
	}
	_, _ = io.WriteString(w, modelSays(string(answer)))
}

// says has the model answer something else from now on.
func (m *interpreter) says(to, text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.knows[to] = text
}

func (m *interpreter) wasAsked() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.asked)
}

// TestServeTranslates: an agent who writes English is read in German by a German buyer, and the buyer in English by the team, each with
// the original one tap away. What the model makes up does not go out, and the turns prove the same as without it.
func TestServeTranslates(t *testing.T) {
	const (
		sent, versendet = "We packed your lamp with great care.", "Wir haben deine Lampe mit großer Sorgfalt eingepackt."
		kaputt, broken  = "Das Glas der Lampe ist leider zerbrochen.", "The glass of the lamp is unfortunately broken."
	)
	m := newInterpreter(t, map[string]string{sent: versendet, kaputt: broken})
	w := newTown(t)
	w.buyer = w.tg.User(telegramtest.User{FirstName: "Greta", LanguageCode: "de"})
	set := w.settings()
	maps.Copy(set, map[string]string{"OPENAI_BASE_URL": m.URL + "/v1", "OPENAI_USE": "off", "OPENAI_EXTRAS": "translation", "REDIS_URL": storetest.Redis(t)})
	w.opens(set)
	w.buyer.Start("")
	w.reads("Hallo")
	w.buyer.Say("Ich möchte bitte mit einem Menschen sprechen")
	w.reads("Team")
	card := w.card("person")
	reply := func(text string) {
		if _, err := w.ana.Reply(w.channel, card.TS, "reply: "+text); err != nil {
			t.Fatal(err)
		}
	}
	reply(sent)
	got := w.reads(versendet)
	folded := slices.IndexFunc(got.Entities, func(e telegramtest.Entity) bool { return e.Type == "expandable_blockquote" && e.Part(got.Text) == sent })
	if folded < 0 || !strings.Contains(got.Text, "Automatisch übersetzt") {
		t.Errorf("the buyer was to read the translation and, folded up, the original; got %q with %+v", got.Text, got.Entities)
	}
	if asked := m.wasAsked(); !slices.Equal(asked, []string{"translate from en to de", "translate from de to en"}) {
		t.Errorf("the model was to be asked there and back once, was asked %q", asked)
	}
	w.onDesk("Went out as: " + versendet)
	w.buyer.Say(kaputt)
	if passed := w.onDesk(broken); strings.Contains(passed.Shown(), kaputt) || !slices.Contains(passed.Buttons(), "Original") {
		t.Errorf("the team was to read the translation above a button, got %q with %q", passed.Shown(), passed.Buttons())
	}
	for _, lie := range []struct{ of, text, german string }{
		{"a promise", "We are really sorry about the broken lamp.", "Die kaputte Lampe tut uns leid und wir erstatten dir den ganzen Kaufpreis."},
		{"an amount", "We are really sorry about the torn parcel.", "Das zerrissene Paket tut uns wirklich leid, hier sind 500 Euro."},
		{"the opposite", "The team has not found your parcel today.", "Das Team hat dein Paket heute gefunden, alles ist gut."},
		{"another language", "Please look at the back of the small lamp.", "Please look at the back of that small lamp."},
		{"nothing", "Please show us the other side of the lamp.", ""},
	} {
		m.says(lie.text, lie.german)
		m.says(lie.german, lie.text)
		reply(lie.text)
		if got := w.reads(lie.text); strings.Contains(got.Text, "übersetzt") || strings.Count(got.Text, "\n") > 1 {
			t.Errorf("the model lies with %s: the buyer was to read the original alone, got %q", lie.of, got.Text)
		}
	}
	no := regexp.MustCompile(`A-\w+`).FindString(w.prints(set, 0, "case", "list"))
	if said := w.prints(set, 0, "case", "verify", no); !strings.Contains(said, " 0 differ") {
		t.Errorf("the turns were to prove the same with other words, got %q", said)
	}
}

// onDesk waits for a message in the desk's channel or its threads.
func (w *town) onDesk(words string) slackfake.Message {
	w.Helper()
	var found slackfake.Message
	err := w.slack.Wait(w.ctx, func() bool {
		for _, m := range w.slack.Messages(w.channel) {
			if strings.Contains(m.Shown(), words) {
				found = m
				return true
			}
		}
		return false
	})
	if err != nil {
		w.Fatalf("the desk was to read %q: %v; it shows %s", words, err, w.desk())
	}
	return found
}

// TestServeSaysItWarmer: a question of the bot goes out in the model's words, with its buttons; what says that it is a machine does not.
func TestServeSaysItWarmer(t *testing.T) {
	const (
		greeting = "Hallo! Ich bin der automatische Assistent von Northwind Trading, kein Mensch."
		question = "Was ist schiefgegangen? Erzähl es mir mit eigenen Worten oder tippe an, was passt."
		warmer   = "Was ist denn schiefgegangen? Erzähl es mir gern mit eigenen Worten oder tippe einfach an, was passt."
	)
	m := newInterpreter(t, map[string]string{})
	m.says(question, warmer)
	w := newTown(t)
	w.buyer = w.tg.User(telegramtest.User{FirstName: "Greta", LanguageCode: "de"})
	set := w.settings()
	maps.Copy(set, map[string]string{"OPENAI_BASE_URL": m.URL + "/v1", "OPENAI_USE": "off", "OPENAI_EXTRAS": "wording"})
	w.opens(set)
	w.buyer.Start("")
	w.reads(greeting)
	if got := w.reads(warmer); got.Keyboard == nil || len(got.Keyboard.Rows) == 0 {
		t.Errorf("the question was to keep its buttons, got %+v", got)
	}
	if asked := m.wasAsked(); !slices.Equal(asked, []string{"reword to de"}) {
		t.Errorf("the model was to be asked for the question alone, was asked %q", asked)
	}
}
