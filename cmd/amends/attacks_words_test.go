package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v4"

	"amends/bot"
	"amends/dialogue"
)

// Marks of a bot that talks out of school.
var (
	amountIn   = regexp.MustCompile(`[$€£]\s?\d[\d,.]*|\d+[.,]\d\d\b`)
	quotation  = regexp.MustCompile(`[“„«][^“”„«»]*[”“»]`)
	machinery  = regexp.MustCompile(`\{\{|\}\}|\$\{|%!|<no value>|<nil>|\[map|0x[0-9a-f]{6}|[0-9a-f]{32}|\b[a-z]+_[a-z_]+\b|\bq\d+\b|\bm\d+\b`)
	outOfBooks = regexp.MustCompile(`(?i)auto.?refund|returnless|high.?value|claims.?per.?buyer|budget|system prompt|playbook`)
)

// words: what the buyer reads holds no secret of anybody, no limit, nothing of the machinery and no amount but the case's own; what the
// desk reads holds no order number in full and no proof that nobody wrote there.
func (p *proof) words(turn bot.Turn) {
	for _, d := range turn.Outbox {
		switch a := d.Action.(type) {
		case dialogue.Say:
			lines := []string{a.Text}
			for _, o := range a.Options {
				lines = append(lines, o.Label)
				if deskVerb.MatchString(o.ID) {
					p.breaks("%s: the buyer got the desk's button %s", turn.Event.ID, o.ID)
				}
			}
			p.toBuyer(turn, strings.Join(lines, "\n"))
		case dialogue.Pin:
			p.toBuyer(turn, a.Text)
		case dialogue.ShowCase:
			p.toDesk(turn, fmt.Sprintf("%+v", a.Card))
		case dialogue.Ask:
			p.toDesk(turn, a.Text)
		case dialogue.Alert:
			p.toDesk(turn, a.Text)
		}
	}
}

// examples are what a postal code and an amount look like, as every buyer is told.
var examples = []string{"98101", "12.50"}

var deskVerb = regexp.MustCompile(`^(take|approve|decline|offer|ask|handback|resolve|reopen|done|replied|live|assign)(:|$)`)

func (p *proof) toBuyer(turn bot.Turn, whole string) {
	p.marks(turn, whole)
	text := p.unquoted(whole)
	p.secret(turn, text)
	for _, amount := range amountIn.FindAllString(text, -1) {
		if digits := strings.ReplaceAll(strings.Trim(amount, "$€£.,\u00a0 "), ",", "."); !slices.Contains(p.amounts, digits) {
			p.breaks("%s: the buyer reads %q, which is no amount of the case: %q", turn.Event.ID, amount, whole)
		}
	}
	if found := p.leak(text); found != "" {
		p.breaks("%s: the buyer reads %q: %q", turn.Event.ID, found, whole)
	}
}

// unquoted is a text without the buyer's own words that it quotes.
func (p *proof) unquoted(text string) string {
	return quotation.ReplaceAllStringFunc(text, func(words string) string {
		own := strings.TrimSuffix(strings.Trim(words, "“”„«»"), "…")
		if strings.Contains(p.written, strings.ToLower(own)) {
			return ""
		}
		return words
	})
}

// leak is what of a text gives the machinery away; "" for nothing. The same texts come again and again.
func (s *siege) leak(text string) string {
	if known, ok := s.leaks.Load(text); ok {
		return known.(string)
	}
	found := machinery.FindString(text) + outOfBooks.FindString(text)
	for _, line := range s.prompt {
		if strings.Contains(text, line) {
			found += line
		}
	}
	s.leaks.Store(text, found)
	return found
}

// toDesk: the texts of a shared channel are bounded and show nobody's data, nor turn the words of others around. What a text could do to
// the desk's channel otherwise, its adapter sees to.
func (p *proof) toDesk(turn bot.Turn, text string) {
	p.marks(turn, text)
	p.secret(turn, text)
	if len(text) > mostLine {
		p.breaks("%s: the desk gets a text of %d bytes", turn.Event.ID, len(text))
	}
}

// marks: nothing in a text hides or turns what stands around it.
func (p *proof) marks(turn bot.Turn, text string) {
	i := strings.IndexFunc(text, func(r rune) bool { return unicode.Is(unicode.Cf, r) || unicode.IsControl(r) && r != '\n' })
	if i >= 0 {
		p.breaks("%s: the mark %+q comes back: %+q", turn.Event.ID, text[i:min(i+4, len(text))], text)
	}
}

// secret: no text holds a proof that the buyer did not write.
func (p *proof) secret(turn bot.Turn, text string) {
	lower := strings.ToLower(text)
	for _, secret := range p.secrets {
		if !slices.Contains(examples, secret) && strings.Contains(lower, secret) && !strings.Contains(p.written, secret) {
			p.breaks("%s: %q is told: %q", turn.Event.ID, secret, text)
		}
	}
}

// written is all that the buyer wrote, in lower case, with single spaces.
func written(turns []bot.Turn) string {
	var b strings.Builder
	for _, t := range turns {
		fmt.Fprintf(&b, "%v\n", t.Event.Body)
	}
	return strings.Join(strings.Fields(strings.ToLower(b.String())), " ")
}

// amounts are those of the proven orders and of all offers so far.
func amounts(turns []bot.Turn) []string {
	list := slices.Clone(examples)
	for _, t := range turns {
		for _, k := range t.Next.Cases {
			if k.Order != nil {
				list = append(list, k.Order.Total().Decimal())
			}
			if k.Offer != nil {
				for _, o := range k.Offer.Options {
					list = append(list, o.Refund.Decimal())
				}
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// proofsOfSamples are the second facts of the sample orders, in lower case.
func proofsOfSamples(t *testing.T) []string {
	t.Helper()
	data, err := os.ReadFile("../../adapters/orders/sample.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var list []struct {
		Proof map[string]string `yaml:"proof"`
	}
	if err := yaml.Load(data, &list); err != nil {
		t.Fatal(err)
	}
	var secrets []string
	for _, o := range list {
		for _, fact := range o.Proof {
			secrets = append(secrets, strings.ToLower(fact))
		}
	}
	return secrets
}

// promptLines are the sentences that a model is told.
func promptLines(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("../../prompts/llm/*.tmpl")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no prompts: %v", err)
	}
	var lines []string
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if line = strings.TrimSpace(line); len(line) > 30 {
				lines = append(lines, line)
			}
		}
	}
	return lines
}
