package script

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// updates are scripts before and after an update.
var updates = []struct{ name, before, after string }{
	{"what fits stays as it is", "buyer> two\nbot< ...\n", "buyer> two\nbot< ...\n"},
	{"lines are added", "# new\nbuyer> two\n\nbuyer> say a\n", "# new\nbuyer> two\nbot<   (inform greeting; ask order)\nbot<   (ask order)\n\nbuyer> say a\nbot<   (inform status)\n"},
	{"exact text stays exact", "buyer> say new words\nbot<   (inform) old words\n", "buyer> say new words\nbot<   (inform status) new words\n"},
	{"a pattern that matches stays", "buyer> two\nbot<   (ask)\nbot<   (offer) /Which/\n", "buyer> two\nbot<   (ask)\nbot<   (ask order) /Which/\n"},
	{"a pattern that does not match goes", "buyer> say a\nbot<   /zzz/\n", "buyer> say a\nbot<   (inform status)\n"},
	{"lines too many go", "buyer> say a\n# what now\nbot<   (inform)\nbot<   (ask)\ncase   cases=0\n", "buyer> say a\n# what now\nbot<   (inform)\ncase   cases=0\n"},
	{"nothing came", "buyer> [edit] say a\n", "buyer> [edit] say a\n"},
	{"nothing is said", "buyer> [block]\nbot<   (ask)\n", "buyer> [block]\nbot<   nothing\n"},
	{"something came", "buyer> say a\nbot<   nothing\n", "buyer> say a\nbot<   (inform status)\n"},
	{"any number stays", "buyer> two\nbot<   ...\nbot<   (offer)\n", "buyer> two\nbot<   ...\n"},
	{"the desk is left alone when it is not watched", "buyer> card 1\n", "buyer> card 1\nbot<   (inform noted)\n"},
	{"the desk", "buyer> card 1\nbot<   (inform)\nbuyer> card 2\nbot<   ...\ndesk<  (ask) /item 2/\n",
		"buyer> card 1\nbot<   (inform)\nbuyer> card 2\nbot<   ...\ndesk<  (card)\ndesk<  (update)\n"},
	{"the desk where it came", "buyer> card 1\nbot<   (inform)\ndesk<  (card)\nbuyer> card 2\n",
		"buyer> card 1\nbot<   (inform)\ndesk<  (card)\nbuyer> card 2\nbot<   (inform noted)\ndesk<  (update)\n"},
	{"line ends", "buyer> say a\r\nbot< b\r\n", "buyer> say a\r\nbot<   (inform status) a\r\n"},
}

func TestUpdate(t *testing.T) {
	for _, tt := range updates {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Parse("s.txt", []byte(tt.before))
			if err != nil {
				t.Fatal(err)
			}
			got := Update([]byte(tt.before), s, Play(t.Context(), fakeWorld(), s, true))
			if diff := cmp.Diff(tt.after, string(got)); diff != "" {
				t.Errorf("want -, got +\n%s", diff)
			}
		})
	}
}
