package redis

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	goredis "github.com/redis/go-redis/v9"

	"amends/bot"
	"amends/bot/storetest"
	"amends/dialogue"
)

func TestAddress(t *testing.T) {
	for _, tc := range []struct{ in, want string }{
		{"redis://localhost:6379", "single redis://localhost:6379"},
		{"rediss://u:p%2Fw@h:1/3?dial_timeout=3s", "single rediss://u:p%2Fw@h:1/3?dial_timeout=3s"},
		{"unix:///tmp/r.sock?db=2", "single unix:///tmp/r.sock?db=2"},
		{"redis://:secret@a:1,b:2,c:3", "cluster redis://:secret@a:1?addr=b%3A2&addr=c%3A3"},
		{"redis+cluster://a:1", "cluster redis://a:1"},
		{"rediss+cluster://u:p@a:1,b:2?max_redirects=3", "cluster rediss://u:p@a:1?addr=b%3A2&max_redirects=3"},
		{"redis+sentinel://u:p@a:1,b:2/main/4", "sentinel redis://u:p@a:1/main/4?addr=b%3A2"},
	} {
		a, err := parseAddress(tc.in)
		kind := a.kind
		if kind == "" {
			kind = "single"
		}
		if got := kind + " " + a.String(); err != nil || got != tc.want {
			t.Errorf("%s\n got %s, error %v\nwant %s", tc.in, got, err, tc.want)
		}
	}
}

func TestClientKind(t *testing.T) {
	for url, want := range map[string]string{
		"redis://h:1/2":                   "*redis.Client of h:1, database 2",
		"redis+sentinel://s:1,s:2/main/3": "*redis.Client of FailoverClient, database 3",
		"redis+cluster://h:1":             "*redis.ClusterClient",
		"redis://h:1,h:2":                 "*redis.ClusterClient",
	} {
		client, _, err := connect(url)
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		got := fmt.Sprintf("%T", client)
		if c, ok := client.(*goredis.Client); ok {
			got += fmt.Sprintf(" of %s, database %d", c.Options().Addr, c.Options().DB)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", url, got, want)
		}
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestBadAddressKeepsSecrets(t *testing.T) {
	for _, url := range []string{
		"", "localhost:6379", "http://u:hunter2@h", "redis+ring://u:hunter2@h", "redis://:hunter2/x@h:1", "redis://u:hunter2@h:port",
		"redis://u:hunter2@h/notanumber", "redis://u:hunter2@h?colour=red", "redis+sentinel://u:hunter2@h", "redis://u:%zzhunter2@h",
		"redis+cluster://u:hunter2@h?colour=red",
	} {
		_, err := Open(t.Context(), url, Options{})
		if err == nil || !strings.Contains(err.Error(), "REDIS_URL") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: error %v, want one that names REDIS_URL and not the password", url, err)
		}
	}
}

// wantTrouble fails the test unless the error is of the kind and says these words.
func wantTrouble(t *testing.T, err, kind error, words ...string) {
	t.Helper()
	var typed *Error
	if !errors.Is(err, kind) || !errors.As(err, &typed) {
		t.Fatalf("error %v, want one that %v", err, kind)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("error %q does not say %q", err, w)
		}
	}
}

func TestDown(t *testing.T) {
	_, err := Open(t.Context(), "unix:///nonexistent/redis.sock", Options{})
	wantTrouble(t, err, ErrDown, "reach redis", "/nonexistent/redis.sock", "check REDIS_URL")
	srv := miniredis.RunT(t)
	srv.RequireUserAuth("u", "hunter2")
	s := open(t, "redis://u:hunter2@"+srv.Addr(), Options{})
	addr := srv.Addr()
	srv.Close()
	_, err = s.Accept(t.Context(), textEvent("a", "m1"))
	wantTrouble(t, err, ErrDown, "accept event", addr)
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("error %q holds the password", err)
	}
	if err := srv.Restart(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accept(t.Context(), textEvent("a", "m1")); err != nil {
		t.Errorf("after the server came back: %v", err)
	}
}

func TestContextEnds(t *testing.T) {
	s := open(t, storetest.Redis(t), Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var typed *Error
	if _, err := s.Accept(ctx, textEvent("a", "m1")); !errors.Is(err, context.Canceled) || errors.As(err, &typed) {
		t.Errorf("error %v, want that the context ended and no word on the server", err)
	}
}

// TestFull fills a server up: it refuses new events and still finishes what it has accepted.
func TestFull(t *testing.T) {
	url := storetest.Redis(t, "--maxmemory-policy", "noeviction")
	s := open(t, url, Options{})
	claim, err := s.Accept(t.Context(), textEvent("a", "m1"))
	if err != nil {
		t.Fatal(err)
	}
	if err := admin(t, url).ConfigSet(t.Context(), "maxmemory", "1mb").Err(); err != nil {
		t.Fatal(err)
	}
	_, err = s.Accept(t.Context(), textEvent("a", "m2"))
	wantTrouble(t, err, ErrMemory, "accept event", "raise maxmemory")
	if _, err := s.Commit(t.Context(), *claim, busyTurn(*claim)); err != nil {
		t.Errorf("commit on a full server: %v, want what was accepted finished", err)
	}
	wantAllSent(t, s, 3)
	if err := admin(t, url).ConfigSet(t.Context(), "maxmemory", "0").Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Accept(t.Context(), textEvent("a", "m2")); err != nil {
		t.Errorf("the refused event again, with memory: %v, want it accepted", err)
	}
}

// wantAllSent sends what the outbox has, each at the second try.
func wantAllSent(t *testing.T, s *Store, want int) {
	t.Helper()
	take := func() []bot.Delivery {
		ds, err := s.Take(t.Context(), time.Now(), 10)
		if err != nil {
			t.Fatalf("take: %v", err)
		}
		return ds
	}
	for _, d := range take() {
		if err := s.Retry(t.Context(), d, time.Now().Add(-time.Second)); err != nil {
			t.Fatalf("put back %s: %v", d.ID, err)
		}
	}
	sent := 0
	for _, first := range take() {
		for d, err := &first, error(nil); d != nil; sent++ {
			if d, err = s.Done(t.Context(), *d, "r"); err != nil {
				t.Fatalf("done: %v", err)
			}
		}
	}
	if sent != want {
		t.Errorf("%d deliveries were sent, want %d", sent, want)
	}
}

func TestReadOnly(t *testing.T) {
	url := storetest.Redis(t)
	s := open(t, url, Options{})
	if err := admin(t, url).SlaveOf(t.Context(), "127.0.0.1", "1").Err(); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), url, Options{})
	wantTrouble(t, err, ErrReadOnly, "point REDIS_URL at the primary")
	_, err = s.Accept(t.Context(), textEvent("a", "m1"))
	wantTrouble(t, err, ErrReadOnly, "accept event")
}

func TestMayEvict(t *testing.T) {
	url := storetest.Redis(t, "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru")
	_, err := Open(t.Context(), url, Options{})
	wantTrouble(t, err, ErrMayEvict, "allkeys-lru", "CONFIG SET maxmemory-policy noeviction")
	if err := admin(t, url).ConfigSet(t.Context(), "maxmemory", "0").Err(); err != nil {
		t.Fatal(err)
	}
	open(t, url, Options{})
}

func TestDenied(t *testing.T) {
	url := storetest.Redis(t, "--requirepass", "hunter2")
	_, err := Open(t.Context(), url, Options{})
	wantTrouble(t, err, ErrDenied, "user and password into REDIS_URL")
	wrong := strings.Replace(url, "unix://", "unix://:hunter3@", 1)
	_, err = Open(t.Context(), wrong, Options{})
	wantTrouble(t, err, ErrDenied, "check user and password")
	open(t, strings.Replace(url, "unix://", "unix://:hunter2@", 1), Options{})
}

func TestNewerSchema(t *testing.T) {
	srv := miniredis.RunT(t)
	srv.HSet(schemaKey, "version", "7")
	_, err := Open(t.Context(), "redis://"+srv.Addr(), Options{})
	wantTrouble(t, err, ErrNewer, "its layout is 7 and this program knows 1", "run the newer amends")
}

func TestDamagedSchema(t *testing.T) {
	for what, spoil := range map[string]func(*miniredis.Miniredis){
		"no number":    func(srv *miniredis.Miniredis) { srv.HSet(schemaKey, "version", "one") },
		"version 0":    func(srv *miniredis.Miniredis) { srv.HSet(schemaKey, "version", "0") },
		"another type": func(srv *miniredis.Miniredis) { srv.Lpush(schemaKey, "x") },
	} {
		srv := miniredis.RunT(t)
		spoil(srv)
		_, err := Open(t.Context(), "redis://"+srv.Addr(), Options{})
		if err == nil || !strings.Contains(err.Error(), srv.Addr()) || !strings.Contains(err.Error(), "restore it from a backup, or use another database") {
			t.Errorf("%s: error %v, want one that names the server and what to do", what, err)
		}
	}
}

// TestNewerState: a conversation that a newer program wrote is left alone, and whoever meets it hears why.
func TestNewerState(t *testing.T) {
	srv := miniredis.RunT(t)
	s := open(t, "redis://"+srv.Addr(), Options{})
	srv.HSet(s.shard("a").conv("a"), "state", `{"v":99,"id":"a"}`, "tag", "x", "version", "1")
	_, loadErr := s.Load(t.Context(), "a")
	_, acceptErr := s.Accept(t.Context(), textEvent("a", "m1"))
	for what, err := range map[string]error{"load": loadErr, "accept": acceptErr} {
		var newer *dialogue.NewerError
		if !errors.As(err, &newer) || !strings.Contains(err.Error(), `"a"`) || !strings.Contains(err.Error(), "run that version or a later one") {
			t.Errorf("%s: error %v, want that a newer version wrote it, of what conversation, and what to do", what, err)
		}
	}
	if state := srv.HGet(s.shard("a").conv("a"), "state"); state != `{"v":99,"id":"a"}` {
		t.Errorf("the state is %s, want it untouched", state)
	}
	if _, err := s.Accept(t.Context(), textEvent("b", "m1")); err != nil {
		t.Errorf("another conversation: %v, want it served", err)
	}
}

func TestShardsAreThoseOfTheData(t *testing.T) {
	srv := miniredis.RunT(t)
	srv.HSet(schemaKey, "shards", "3")
	if s := open(t, "redis://"+srv.Addr(), Options{}); len(s.shards) != 3 {
		t.Errorf("%d shards, want the 3 that the data was written with", len(s.shards))
	}
	srv.HSet(schemaKey, "shards", "0")
	if _, err := Open(t.Context(), "redis://"+srv.Addr(), Options{}); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("no shards: error %v, want one that says damaged", err)
	}
}

func TestTooOld(t *testing.T) {
	for version, want := range map[string]bool{
		"5.0.14": true, "6.0.16": true, "6.2.0": false, "7.0.15": false, "8.4.0": false, "10.0.0": false, "": false, "unknown": false,
	} {
		if got := tooOld(version); got != want {
			t.Errorf("%q is too old: %t, want %t", version, got, want)
		}
	}
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, says string
		now        func() time.Time
		args       []string
	}{
		{"no persistence", "keeps nothing on disk", nil, nil},
		{"snapshots", "snapshots only", nil, []string{"--save", "3600 1"}},
		{"append-only file", "", nil, []string{"--appendonly", "yes"}},
		{"clocks apart", "clocks of redis and of this machine are 1h0m0s apart",
			func() time.Time { return time.Now().Add(time.Hour) }, []string{"--appendonly", "yes"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var log bytes.Buffer
			open(t, storetest.Redis(t, tc.args...), Options{Now: tc.now, Log: slog.New(slog.NewTextHandler(&log, nil))})
			if got := log.String(); !strings.Contains(got, tc.says) || (tc.says == "") != (got == "") {
				t.Errorf("warned %q, want %q", got, tc.says)
			}
		})
	}
}

// TestForgottenScripts: a server that was restarted, or took over, does not know the scripts.
func TestForgottenScripts(t *testing.T) {
	url := storetest.Redis(t)
	s := open(t, url, Options{})
	forget := func() {
		t.Helper()
		if err := admin(t, url).ScriptFlush(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
	}
	claim, err := s.Accept(t.Context(), textEvent("a", "m1"))
	if err != nil {
		t.Fatal(err)
	}
	forget()
	made := recordTurn(*claim)
	made.Outbox[0].Key = "card:A-1"
	if _, err := s.Commit(t.Context(), *claim, made); err != nil {
		t.Fatal(err)
	}
	forget()
	ds, err := s.Take(t.Context(), time.Now(), 10)
	if err != nil || len(ds) != 1 {
		t.Fatalf("took %d, error %v, want 1", len(ds), err)
	}
	forget()
	if _, err := s.Done(t.Context(), ds[0], "r1"); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Receipt(t.Context(), ds[0].Conversation, "card:A-1"); got != "r1" || err != nil {
		t.Errorf("receipt %q, error %v, want r1", got, err)
	}
	if ds, err := s.Take(t.Context(), time.Now(), 10); err != nil || len(ds) > 0 {
		t.Errorf("took %d more, error %v, want none", len(ds), err)
	}
}

// TestRememberedState: a state that a process remembers is used only while the store has it.
func TestRememberedState(t *testing.T) {
	url := storetest.Redis(t)
	s, peer := open(t, url, Options{}), open(t, url, Options{})
	turn := func(s *Store, id string) dialogue.Conversation {
		t.Helper()
		claim, err := s.Accept(t.Context(), textEvent("a", id))
		if err != nil || claim == nil {
			t.Fatalf("accept: %v, error %v", claim, err)
		}
		if _, err := s.Commit(t.Context(), *claim, recordTurn(*claim)); err != nil {
			t.Fatal(err)
		}
		return claim.Conversation
	}
	facts := func(c dialogue.Conversation) int {
		if len(c.Cases) == 0 {
			return 0
		}
		return len(c.Cases[0].Facts)
	}
	turn(s, "m1")
	turn(peer, "m2")
	if c := turn(s, "m3"); facts(c) != 2 {
		t.Errorf("state with %d events, want the 2 of both processes", facts(c))
	}
	flush(t, url) // the server lost everything and starts over
	open(t, url, Options{})
	turn(peer, "n1")
	turn(peer, "n2")
	turn(peer, "n3")
	if c := turn(s, "n4"); facts(c) != 3 || c.Cases[0].Facts[0].Value != "n1" {
		t.Errorf("state %+v, want that of the 3 new events and nothing remembered", c.Cases)
	}
}

func TestCacheIsBounded(t *testing.T) {
	var c cache[int, string]
	for i := range 3 * cacheSize {
		c.put(i, "x")
	}
	if len(c.entries) != cacheSize {
		t.Errorf("%d entries remembered, want %d", len(c.entries), cacheSize)
	}
}
