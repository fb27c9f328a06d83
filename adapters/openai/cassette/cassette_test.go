package cassette_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"amends/adapters/openai/cassette"
)

func ask(t *testing.T, through http.RoundTripper, url, message string) (int, string, error) {
	t.Helper()
	body := fmt.Sprintf(`{"model":"m1","messages":[{"role":"system","content":"rules"},{"role":"user","content":%q}]}`, message)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/v1/chat/completions", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer topsecretkey")
	req.Header.Set("OpenAI-Organization", "org-abcdef123")
	res, err := through.RoundTrip(req)
	if err != nil {
		return 0, "", err
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	return res.StatusCode, string(got), err
}

func TestRecordAndPlay(t *testing.T) {
	n := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n++
		w.Header().Set("OpenAI-Organization", "org-abcdef123")
		w.Header().Set("Set-Cookie", "session=deadbeef")
		if n == 1 {
			w.WriteHeader(http.StatusBadRequest)
		}
		_, _ = fmt.Fprintf(w, `{"n":%d,"echo":"%s for org-abcdef123"}`, n, r.Header.Get("Authorization"))
	}))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "a.json")
	rec := cassette.NewRecorder(&http.Transport{DisableKeepAlives: true}, "topsecretkey")
	for _, message := range []string{"one", "one", "two"} {
		if _, _, err := ask(t, rec, server.URL, message); err != nil {
			t.Fatal(err)
		}
	}
	if err := rec.Save(file); err != nil {
		t.Fatal(err)
	}
	saved, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"topsecretkey", "org-abcdef", "deadbeef", "Authorization", server.URL} {
		if strings.Contains(string(saved), secret) {
			t.Errorf("the cassette holds %s:\n%s", secret, saved)
		}
	}
	player, err := cassette.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		message string
		status  int
		n       string
	}{{"two", 200, `"n":3`}, {"one", 400, `"n":1`}, {"one", 200, `"n":2`}} {
		status, got, err := ask(t, player, player.BaseURL(), want.message)
		if err != nil || status != want.status || !strings.Contains(got, want.n) {
			t.Errorf("%d: %s is answered %d %s, error %v, want %d with %s", i, want.message, status, got, err, want.status, want.n)
		}
	}
	if _, _, err := ask(t, player, player.BaseURL(), "one"); err == nil || player.Missed() != 1 {
		t.Errorf("a third 'one' was never recorded: error %v, missed %d", err, player.Missed())
	}
	if player.Model() != "m1" {
		t.Errorf("the model is %q, want the recorded one", player.Model())
	}
}
