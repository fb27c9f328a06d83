package playbook

import (
	"reflect"
	"slices"
	"strings"
)

// topNames is all that an expression can name by itself.
var topNames = []string{"now", "order", "item", "case", "buyer", "limits", "days_since", "days_until", "known"}

// namesOf are the fields of one part of the environment.
type namesOf struct {
	of     string
	fields []string
}

// fieldNames are the parts of the environment by the name of their Go type, for error messages and for the proof.
var fieldNames = environmentNames()

func environmentNames() map[string]namesOf {
	all := map[string]namesOf{}
	env := reflect.TypeFor[environment]()
	for i := range env.NumField() {
		part := env.Field(i)
		t := part.Type
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct || part.Tag.Get("expr") == "now" {
			continue
		}
		names := namesOf{of: part.Tag.Get("expr")}
		for j := range t.NumField() {
			names.fields = append(names.fields, t.Field(j).Tag.Get("expr"))
		}
		all[t.Name()] = names
	}
	return all
}

// suggest names what somebody may have meant: the nearest of the known names, or all of them when none is near.
func suggest(wrong string, known []string) string {
	if near := nearest(wrong, known); near != "" {
		return "did you mean " + near + "?"
	}
	sorted := slices.Sorted(slices.Values(known))
	return "known are " + strings.Join(sorted, ", ")
}

// nearest returns the known name that differs from wrong in the fewest letters, or "" when none is alike.
func nearest(wrong string, known []string) string {
	wrong = strings.ToLower(wrong)
	if len(wrong) > 64 {
		return ""
	}
	best, name := 1+max(1, len(wrong)/3), ""
	for _, k := range known {
		if d := distance(wrong, strings.ToLower(k)); d < best {
			best, name = d, k
		}
	}
	return name
}

// distance is the Levenshtein distance of two short texts.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		last := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := last
			if a[i] != b[j] {
				cost = 1 + min(last, row[j], row[j+1])
			}
			last, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
