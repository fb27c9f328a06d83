package slack

import (
	"cmp"
	"strings"
	"unicode/utf8"
)

// longestName bounds an agent's name, in characters.
const longestName = 40

// uniqueNames are what people are called: the display name that they chose, or else their first name. Two of the same name are both
// told apart by the first letter of their last name, or by their user ID where that does not do: whoever comes later never takes over
// somebody's name. It depends on nothing but the profiles, so that every process uses the same names.
func uniqueNames(profiles map[string]profile) map[string]string {
	names := map[string]string{}
	for id, p := range profiles {
		if p.person {
			names[id] = p.short()
		}
	}
	for id := range clashes(names) {
		names[id] = profiles[id].longer()
	}
	for id := range clashes(names) {
		names[id] += " (" + id + ")"
	}
	return names
}

// clashes are the users who share their name with somebody, however it is written, or with what is nobody: the conversation itself
// calls the buyer and the bot by these names.
func clashes(names map[string]string) map[string]bool {
	first, clash := map[string]string{"buyer": "", "amends": "", "desk": ""}, map[string]bool{}
	for id, name := range names {
		key := strings.ToLower(name)
		if other, taken := first[key]; taken {
			clash[id], clash[other] = true, true
		}
		first[key] = id
	}
	delete(clash, "")
	return clash
}

func (p profile) short() string {
	first, _, _ := strings.Cut(tidyName(p.real), " ")
	return cmp.Or(tidyName(p.display), first, tidyName(p.handle), "agent")
}

// longer is the short name with the first letter of the last name.
func (p profile) longer() string {
	name, words := p.short(), strings.Fields(tidyName(p.real))
	if len(words) < 2 {
		return name
	}
	initial, _ := utf8.DecodeRuneInString(words[len(words)-1])
	return name + " " + string(initial) + "."
}

// tidyName is a name on one line, without characters that a name does not have, and of bearable length. A colon would end it where
// scripts name an agent.
func tidyName(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune("<>&*_~`@:()[]{}|", r) {
			return ' '
		}
		return r
	}, clean(s))
	words := []rune(strings.Join(strings.Fields(s), " "))
	return strings.TrimSpace(string(words[:min(len(words), longestName)]))
}
