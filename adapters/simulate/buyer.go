package simulate

import (
	"fmt"
	"strings"
	"time"

	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/playbook"
)

// deed is something that a person will do, some time after the one before it.
type deed struct {
	after time.Duration
	body  dialogue.Body
	later bool // comes by itself, whatever is talked about until then
}

// buyer is one simulated buyer: a goal, a persona, a language, and what was heard so far.
type buyer struct {
	dice
	persona *Persona
	book    *playbook.Book
	words   phrases
	lang    string
	goal    goal
	taps    float64 // how often a button is pressed where words would do
	slips   float64 // typos by letter
	slow    float64 // how often it takes hours to answer
	left    bool    // does not answer any more
	done    map[string]int
	lastQ   string
	asked   int // how often in a row that question was heard
	most    int // the most of that
	photos  int
	stale   []question      // every question with buttons so far
	moods   int             // digressions so far
	wanted  map[string]bool // moods that were given in to
}

func newBuyer(d dice, p *Persona, book *playbook.Book, words phrases, now time.Time) *buyer {
	b := &buyer{dice: d, persona: p, book: book, words: words, lang: "en", goal: newGoal(d, book, now), done: map[string]int{},
		wanted: map[string]bool{}}
	if d.chance(0.15) {
		b.lang = "es"
	} else if d.chance(0.03) {
		b.lang = pick(d, []string{"de", "fr", "it", "pt", "nl"})
	}
	b.taps = pick(d, []float64{0, 0.3, 0.7, 1})
	b.slips = pick(d, []float64{0, 0, 0.004, 0.015})
	b.slow = pick(d, []float64{0, 0, 0.05, 0.2})
	return b
}

// say writes something of a meaning, in the buyer's words and with the buyer's slips.
func (b *buyer) say(key string) deed { return b.write(b.phrase(key)) }

// write sends a text.
func (b *buyer) write(text string) deed {
	if b.chance(0.3) {
		text = sloppy(text)
	}
	return deed{after: b.pause(), body: dialogue.Message{Text: typos(b.dice, text, b.slips)}}
}

// phrase is one of the ways to say something, filled in.
func (b *buyer) phrase(key string) string { return b.fill(pick(b.dice, b.words.list(b.lang, key))) }

func (b *buyer) fill(text string) string {
	item := b.goal.itemWord()
	if b.lang != "en" {
		item = pick(b.dice, b.words.list(b.lang, "thing"))
		if b.lang == "es" {
			item = "el " + item
		}
	}
	return strings.NewReplacer("{item}", item, "{order}", b.goal.mine.order.ID, "{proof}", b.goal.mine.proof(b.dice)).Replace(text)
}

// problem is what went wrong, in words: those of the playbook for an issue of the seller's own.
func (b *buyer) problem(issue playbook.IssueID) string {
	key := "issue." + string(issue)
	if len(b.words.list(b.lang, key)) > 0 {
		return b.phrase(key)
	}
	if examples := b.book.Issues[issue].Examples; len(examples) > 0 {
		return pick(b.dice, examples).Text
	}
	return b.phrase("issue." + string(playbook.Other))
}

// press takes a button of a question.
func (b *buyer) press(q question, option string) deed {
	return deed{after: b.pause(), body: dialogue.Press{Question: q.id, Option: option}}
}

// send sends files of a kind, the caption only where the buyer's hand is in it.
func (b *buyer) send(kind, caption string, n int) deed {
	var files []dialogue.File
	for range n {
		b.photos++
		name := fmt.Sprintf("%s%d%s", kind, b.photos, map[string]string{"photo": ".heic", "video": ".mp4", "file": ".pdf", "voice": ".ogg"}[kind])
		files = append(files, dialogue.File{Ref: name, Name: name, Kind: kind, Size: 64})
	}
	return deed{after: b.pause(), body: dialogue.Upload{Files: files, Caption: caption}}
}

// pause is how long the buyer takes: mostly a moment, sometimes hours, rarely days.
func (b *buyer) pause() time.Duration {
	switch {
	case b.slow > 0 && b.chance(b.slow/6):
		return b.between(20*time.Hour, 100*time.Hour)
	case b.chance(b.slow):
		return b.between(time.Hour, 20*time.Hour)
	}
	return b.between(5*time.Second, 4*time.Minute)
}

// open is what the buyer begins with.
func (b *buyer) open() []deed {
	if b.persona.Open != nil {
		return b.persona.Open(b)
	}
	return b.tell(b.problem(b.goal.issue))
}

// tell states a problem: alone, or at once with all that will be asked.
func (b *buyer) tell(problem string) []deed {
	switch b.IntN(6) {
	case 0:
		return []deed{b.say("hello"), b.write(problem)}
	case 1:
		return []deed{b.write(strings.ReplaceAll(b.phrase("all"), "{problem}", problem))}
	case 2:
		return []deed{b.write(strings.ReplaceAll(b.phrase("both"), "{problem}", problem))}
	case 3:
		return []deed{b.write(b.phrase("hello") + ", " + problem)}
	}
	return []deed{b.write(problem)}
}

// hears is what the buyer does about what came: at most one answer, to the last thing that was asked.
func (b *buyer) hears(came []bot.Delivery) []deed {
	q := lastOf(came)
	if b.left || b.tires(q) {
		return nil
	}
	if len(q.options) > 0 {
		b.stale = append(b.stale, q)
	}
	if b.persona.Meet != nil {
		if deeds, ok := b.persona.Meet(b, q); ok {
			return deeds
		}
	}
	if deeds := b.digress(q); deeds != nil {
		return deeds
	}
	return b.answer(q)
}

// tires counts how often a question came in a row. Nobody answers one and the same for ever: then the buyer leaves.
func (b *buyer) tires(q question) bool {
	if q.key() != b.lastQ || !q.asks() {
		b.lastQ, b.asked = q.key(), 0
	}
	b.asked++
	b.most = max(b.most, b.asked)
	b.left = b.asked > fedUp
	return b.left
}

// fedUp is how often in a row a buyer answers one and the same question.
const fedUp = 7

// digress has a mood break in now and then before the answer.
func (b *buyer) digress(q question) []deed {
	if b.moods >= 6 || !q.asks() {
		return nil
	}
	for _, m := range append(b.persona.Moods, everybody...) {
		if b.chance(m.chance) {
			b.moods++
			b.wanted[m.key] = true
			if m.key == "wait" { // who asks for a moment comes back
				return append(one(b.say(m.key)), b.answer(q)...)
			}
			return one(b.say(m.key))
		}
	}
	return nil
}

// mood is something that a persona says beside the matter, with its chance at each question.
type mood struct {
	key    string
	chance float64
}

// everybody has these moods now and then.
var everybody = []mood{{"question", 0.02}, {"thanks", 0.01}, {"smalltalk", 0.005}, {"what", 0.005}, {"wait", 0.005}, {"person", 0.004},
	{"never_mind", 0.003}, {"insult", 0.003}, {"gibberish", 0.004}, {"route", 0.003}, {"legal", 0.001}}

// once is true the first n times for a habit.
func (b *buyer) once(habit string, n int) bool {
	b.done[habit]++
	return b.done[habit] <= n
}
