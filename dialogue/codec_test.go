package dialogue

import (
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"amends/dialogue/money"
	"amends/dialogue/playbook"
)

var updateState = flag.Bool("update", false, "rewrite testdata/state of the current format")

// fill makes any value of the codec's types; what JSON cannot say (NaN, times before year 0) is left out.
func fill[T any]() *rapid.Generator[T] {
	anyOf := func(gens ...*rapid.Generator[any]) *rapid.Generator[any] { return rapid.OneOf(gens...) }
	types := map[reflect.Type]*rapid.Generator[any]{
		reflect.TypeFor[time.Time](): rapid.Custom(func(t *rapid.T) any {
			if rapid.Bool().Draw(t, "zero") {
				return time.Time{}
			}
			return time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "s"), rapid.Int64Range(0, 999999999).Draw(t, "ns")).UTC()
		}),
		reflect.TypeFor[float64](): rapid.Float64Range(0, 1).AsAny(),
	}
	cfg := rapid.MakeConfig{Types: types, Kinds: map[reflect.Kind]*rapid.Generator[any]{
		reflect.String: rapid.StringN(0, 6, -1).AsAny(),
	}}
	types[reflect.TypeFor[[]Case]()] = few[Case](cfg)
	types[reflect.TypeFor[[]Fact]()] = few[Fact](cfg)
	types[reflect.TypeFor[[]Contradiction]()] = few[Contradiction](cfg)
	types[reflect.TypeFor[[]Evidence]()] = few[Evidence](cfg)
	types[reflect.TypeFor[Body]()] = anyOf(
		rapid.MakeCustom[Message](cfg).AsAny(), rapid.MakeCustom[Press](cfg).AsAny(), rapid.MakeCustom[Upload](cfg).AsAny(),
		rapid.MakeCustom[Edit](cfg).AsAny(), rapid.MakeCustom[Delete](cfg).AsAny(), rapid.MakeCustom[Start](cfg).AsAny(),
		rapid.MakeCustom[Decision](cfg).AsAny(), rapid.MakeCustom[Reply](cfg).AsAny(), rapid.MakeCustom[Note](cfg).AsAny(),
		rapid.MakeCustom[Post](cfg).AsAny(), rapid.MakeCustom[Amend](cfg).AsAny(), rapid.MakeCustom[Recall](cfg).AsAny(), rapid.MakeCustom[Lost](cfg).AsAny(),
		rapid.MakeCustom[Delivered](cfg).AsAny(), rapid.Just[any](Wakeup{}), rapid.MakeCustom[Failure](cfg).AsAny())
	types[reflect.TypeFor[Action]()] = anyOf(
		rapid.MakeCustom[Say](cfg).AsAny(), rapid.MakeCustom[Relay](cfg).AsAny(), rapid.MakeCustom[ShowCase](cfg).AsAny(),
		rapid.MakeCustom[Ask](cfg).AsAny(), rapid.MakeCustom[Alert](cfg).AsAny(), rapid.MakeCustom[Settle](cfg).AsAny(),
		rapid.MakeCustom[Mark](cfg).AsAny(), rapid.MakeCustom[Pin](cfg).AsAny())
	return rapid.MakeCustom[T](cfg)
}

// few makes short lists, so that what is nested stays small.
func few[T any](cfg rapid.MakeConfig) *rapid.Generator[any] {
	return rapid.SliceOfN(rapid.MakeCustom[T](cfg), 0, 2).AsAny()
}

// same compares values; a list without elements is the same whether it is nil or not, and no money is the same in any currency.
func same(t interface{ Fatalf(string, ...any) }, what string, got, want any) {
	money := cmp.Comparer(func(a, b money.Money) bool { return a == b || a.IsZero() && b.IsZero() })
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), money); diff != "" {
		t.Fatalf("%s came back different (-want +got):\n%s", what, diff)
	}
}

func TestConversationComesBack(t *testing.T) {
	gen := fill[Conversation]()
	rapid.Check(t, func(t *rapid.T) {
		want := gen.Draw(t, "conversation")
		want.Current = rapid.IntRange(-1, max(len(want.Cases)-1, 0)).Draw(t, "current")
		data, err := MarshalConversation(want)
		if err != nil {
			t.Fatalf("write: %v", err)
		}
		got, err := UnmarshalConversation(data)
		if err != nil {
			t.Fatalf("read %s: %v", data, err)
		}
		same(t, "the conversation", got, want)
	})
}

func TestEventComesBack(t *testing.T) {
	gen := fill[Event]()
	rapid.Check(t, func(t *rapid.T) {
		want := gen.Draw(t, "event")
		data, err := MarshalEvent(want)
		if err != nil {
			t.Fatalf("write: %v", err)
		}
		got, err := UnmarshalEvent(data)
		if err != nil {
			t.Fatalf("read %s: %v", data, err)
		}
		same(t, "the event", got, want)
	})
}

func TestActionComesBack(t *testing.T) {
	gen := fill[struct{ Action Action }]()
	rapid.Check(t, func(t *rapid.T) {
		want := gen.Draw(t, "action").Action
		data, err := MarshalAction(want)
		if err != nil {
			t.Fatalf("write: %v", err)
		}
		got, err := UnmarshalAction(data)
		if err != nil {
			t.Fatalf("read %s: %v", data, err)
		}
		same(t, "the action", got, want)
	})
}

func TestNoKind(t *testing.T) {
	if _, err := MarshalEvent(Event{ID: "e1"}); err == nil || !strings.Contains(err.Error(), `"e1"`) {
		t.Errorf("an event without a body: error %v, want one that names the event", err)
	}
	if _, err := MarshalAction(nil); err == nil {
		t.Error("no action: no error, want one")
	}
}

func TestNewer(t *testing.T) {
	for what, read := range map[string]func() error{
		"state":  func() error { _, err := UnmarshalConversation([]byte(`{"v":99,"id":{"new":"form"}}`)); return err },
		"event":  func() error { _, err := UnmarshalEvent([]byte(`{"id":"e","k":"hologram","body":{}}`)); return err },
		"action": func() error { _, err := UnmarshalAction([]byte(`{"k":"sing","a":{}}`)); return err },
	} {
		err := read()
		var newer *NewerError
		if !errors.As(err, &newer) || newer.What != what {
			t.Errorf("a newer %s: error %v, want a *NewerError for it", what, err)
			continue
		}
		if !strings.Contains(err.Error(), what+" was written by a newer version of amends") {
			t.Errorf("a newer %s: %q, want it to say that a newer version wrote it", what, err)
		}
	}
}

func TestRefused(t *testing.T) {
	for _, data := range []string{
		"", "null", "{}", "[]", `{"v":0}`, `{"v":-1}`, `{"id":"a"}`, `{"v":"1"}`, `{"v":1,`, `{"v":1,"v":2,"id":"a"}`,
		`{"v":1,"current":1}`, `{"v":1,"current":-2}`, `{"v":1,"current":2,"cases":[{},{}]}`,
	} {
		if c, err := UnmarshalConversation([]byte(data)); err == nil {
			t.Errorf("%s: read as %+v, want an error", data, c)
		}
	}
	if _, err := UnmarshalConversation(make([]byte, MaxState+1)); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too many bytes: error %v, want ErrTooLarge", err)
	}
	if _, err := MarshalConversation(Conversation{LastText: strings.Repeat("x", MaxState)}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too large a conversation: error %v, want ErrTooLarge", err)
	}
}

// TestUpgrade plays two made-up steps: what they do must not depend on the formats there really are.
func TestUpgrade(t *testing.T) {
	steps := []upgradeStep{
		func(s map[string]json.RawMessage) error { s["b"] = s["a"]; delete(s, "a"); return nil },
		func(s map[string]json.RawMessage) error {
			if string(s["b"]) == "13" {
				return errors.New("bad luck")
			}
			s["c"] = json.RawMessage(`"new"`)
			return nil
		},
	}
	for _, tc := range []struct{ in, want string }{
		{`{"a":7,"v":1}`, `{"b":7,"c":"new","v":3}`},
		{`{"v":2,"b":7}`, `{"b":7,"c":"new","v":3}`},
		{`{"v":3,"b":7}`, `{"v":3,"b":7}`},
		{`{"v":1,"a":13}`, "error: upgrade from format 2: bad luck"},
		{`{"v":4}`, "error: state was written by a newer version of amends (format 4, this one reads up to 3): run that version or a later one on this data"},
	} {
		got, err := upgrade([]byte(tc.in), steps)
		if err != nil {
			got = []byte("error: " + err.Error())
		}
		if string(got) != tc.want {
			t.Errorf("upgrade %s\n got %s\nwant %s", tc.in, got, tc.want)
		}
	}
}

// TestStoredStates reads one state of every format there ever was.
func TestStoredStates(t *testing.T) {
	current := filepath.Join("testdata", "state", "v1.json")
	if *updateState {
		data, err := MarshalConversation(sampleState())
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(current, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "state", "v*.json"))
	if err != nil || len(files) != StateVersion {
		t.Fatalf("%d files in testdata/state, error %v, want one for each of %d formats", len(files), err, StateVersion)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := UnmarshalConversation(data)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		if file == current {
			same(t, file, got, sampleState())
		}
	}
}

// sampleState is a conversation in the middle of things, about 1.5 KB when stored.
func sampleState() Conversation {
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	from := func(event, words string) Source { return Source{Event: event, Words: words, At: at} }
	usd := func(minor int64) money.Money { return money.Money{Minor: minor, Currency: "USD"} }
	return Conversation{
		ID: "telegram:4711", Buyer: Address{Channel: "telegram", Chat: "4711"}, Lang: "en", Turns: 7, Greeted: true,
		Asked: &Asked{ID: "q7", Kind: ActOffer, What: "remedy", Options: []Option{{"replace", "A new one"}, {"partial_keep", "Keep it"}}},
		Cases: []Case{{
			No: "A-7K2M", Status: StatusOpen, Opened: at,
			Facts: []Fact{
				{Slot: "issue", Value: "wrong_item", Source: from("m1", "the wrong style of backpack")},
				{Slot: SlotOrder, Value: "112-4567890-1234567", Source: from("m2", "112-4567890-1234567")},
			},
			Order: &Order{
				ID: "112-4567890-1234567", Marketplace: "amazon", Country: "US", Currency: "USD", Status: IsDelivered, Fulfilment: "seller",
				Placed: at.AddDate(0, 0, -10), Delivered: at.AddDate(0, 0, -4), Shipping: 499,
				Items: []Item{{SKU: "BP-20-GR", Title: "Trail backpack", Variant: "green, 20 l", Quantity: 1, Price: 5000, Stock: 12}},
			},
			Evidence: []Evidence{{ID: strings.Repeat("ab", 32), Event: "m4", MIME: "image/jpeg", Size: 181234, Kind: "photo", Meets: playbook.PhotoItem}},
			Offer: &Offer{
				ID: "A-7K2M.1", At: at, Expires: at.AddDate(0, 0, 14), Playbook: "3f9a",
				Options: []playbook.Option{
					{Remedy: playbook.Replace, Kind: playbook.MadeRight, Full: true, Return: playbook.SellerPays, Cost: usd(2100)},
					{Remedy: playbook.PartialKeep, Kind: playbook.KeepIt, Refund: usd(1250), Percent: 25, Return: playbook.NoReturn, Cost: usd(1250)},
				},
			},
			OnDesk: true, CardHash: 1<<63 + 12345,
		}},
		LastBuyer: at, Wake: at.AddDate(0, 0, 1),
	}
}

func FuzzUnmarshalConversation(f *testing.F) {
	data, err := MarshalConversation(sampleState())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"v":1,"id":"a","current":-1}`))
	f.Add([]byte(`{"v":99}`))
	f.Add([]byte(`{"id":"a","v":1,"cases":[{"order":null,"facts":[{}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := UnmarshalConversation(data)
		if err != nil {
			return
		}
		again, err := MarshalConversation(c)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		back, err := UnmarshalConversation(again)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		same(t, "the conversation", back, c)
	})
}

func BenchmarkState(b *testing.B) {
	c := sampleState()
	data, err := MarshalConversation(c)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("write", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if _, err := MarshalConversation(c); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if _, err := UnmarshalConversation(data); err != nil {
				b.Fatal(err)
			}
		}
	})
}
