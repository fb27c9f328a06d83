package redis

import (
	"bufio"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"amends/bot/storetest"
	"amends/dialogue"
)

// lossy stands between client and server. Armed, it lets the next script through, swallows its answer and cuts the line.
type lossy struct {
	armed atomic.Bool
	lost  atomic.Int32
}

// url starts the relay to a server's socket and returns its address.
func (l *lossy) url(t *testing.T, server string) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			client, err := ln.Accept()
			if err != nil {
				return
			}
			go l.relay(client, strings.TrimPrefix(server, "unix://"))
		}
	}()
	return "redis://" + ln.Addr().String()
}

func (l *lossy) relay(client net.Conn, socket string) {
	defer client.Close()
	server, err := net.Dial("unix", socket)
	if err != nil {
		return
	}
	defer server.Close()
	var cut atomic.Bool
	go func() {
		defer server.Close()
		in := bufio.NewReaderSize(client, 1<<20)
		for {
			if _, err := in.Peek(1); err != nil {
				return
			}
			request, _ := in.Peek(in.Buffered())
			if strings.Contains(string(request), "evalsha") && l.armed.CompareAndSwap(true, false) {
				cut.Store(true)
			}
			if _, err := server.Write(request); err != nil {
				return
			}
			if _, err := in.Discard(len(request)); err != nil {
				return
			}
		}
	}()
	out := make([]byte, 1<<20)
	for {
		n, err := server.Read(out)
		if err != nil {
			return
		}
		if cut.Load() {
			l.lost.Add(1)
			return
		}
		if _, err := client.Write(out[:n]); err != nil && err != io.EOF {
			return
		}
	}
}

// TestLostAnswers: the client library says a script again whose answer was lost, and hears what it would have heard.
func TestLostAnswers(t *testing.T) {
	t.Parallel()
	var line lossy
	s := open(t, line.url(t, storetest.Redis(t)), Options{})
	ctx := t.Context()
	var want []string
	lose := func() { line.armed.Store(true) }
	for _, id := range []string{"m1", "m2", "m3"} {
		want = append(want, id)
		lose()
		claim, err := s.Accept(ctx, textEvent("a", id))
		if err != nil || claim == nil {
			t.Fatalf("accept %s: claim %v, error %v, want the lease that the lost answer granted", id, claim, err)
		}
		if _, err := s.Accept(ctx, textEvent("a", id+"+")); err != nil {
			t.Fatal(err)
		}
		want = append(want, id+"+")
		for claim != nil {
			lose()
			if claim, err = s.Commit(ctx, *claim, recordTurn(*claim)); err != nil {
				t.Fatalf("commit after %s: %v, want the answer that was lost", id, err)
			}
		}
	}
	wantApplied(t, s, "a", want)
	takeOverWithLoss(t, s, &line)
	settle := dialogue.Settle{Settlement: dialogue.Settlement{ID: "s1", Order: "o1"}}
	settle.Settlement.Refund.Minor = 500
	lose()
	if err := s.Record(ctx, settle, "2026-03-02"); err != nil {
		t.Fatal(err)
	}
	if st, err := s.Standing(ctx, "o1", nil, "2026-03-02"); err != nil || st != (dialogue.Standing{Order: 500, Today: 500}) {
		t.Errorf("standing %+v, error %v, want 500 once", st, err)
	}
	lose()
	ds, err := s.Take(ctx, time.Now(), 10)
	if err != nil || len(ds) != 1 {
		t.Fatalf("took %d, error %v, want 1", len(ds), err)
	}
	lose()
	next, err := s.Done(ctx, ds[0], "r")
	if err != nil || next == nil || next.ID != "m1+/0" || next.Unclear {
		t.Errorf("next is %+v, error %v, want the one whose answer was lost and none skipped", next, err)
	}
	if n := line.lost.Load(); n < 13 {
		t.Errorf("%d answers were lost, want at least 13: the test lost its point", n)
	}
}

// takeOverWithLoss: the answer that grants an abandoned conversation is lost.
func takeOverWithLoss(t *testing.T, s *Store, line *lossy) {
	t.Helper()
	if _, err := s.Accept(t.Context(), textEvent("left", "m1")); err != nil {
		t.Fatal(err)
	}
	line.armed.Store(true)
	claims, err := s.Abandoned(t.Context(), time.Now().Add(time.Hour), 10)
	if err != nil || len(claims) != 1 || claims[0].Conversation.ID != "left" {
		t.Errorf("abandoned: %v, error %v, want the claim whose answer was lost", claims, err)
	}
}
