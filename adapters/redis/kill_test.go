package redis

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"amends/bot"
	"amends/bot/storetest"
	"amends/dialogue"
)

// The test binary is also the process that gets killed: with this set to a URL it works on that server until its input ends.
const workerEnv = "AMENDS_TEST_WORKER"

// workerLease is short, so that what a killed process held is soon taken over.
const workerLease = 200 * time.Millisecond

// TestKilledProcesses kills processes with SIGKILL in the middle of their work, again and again. Their channel brings again what
// they did not acknowledge. In the end every event was applied exactly once and in order, and gave one delivery.
func TestKilledProcesses(t *testing.T) {
	t.Parallel()
	const chats, each, kills = 24, 30, 25
	url := storetest.Redis(t)
	s := open(t, url, Options{})
	var feed []string // "conversation event", in the order in which the channel brings them
	for i := range each {
		for c := range chats {
			feed = append(feed, fmt.Sprintf("c%d c%d-m%d", c, c, i))
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range kills {
		w := startWorker(t, url)
		after := 1 + random.IntN(len(feed)/kills*2)
		feed = feed[w.feed(feed, after):]
		w.kill()
		if len(feed) == 0 {
			break
		}
	}
	w := startWorker(t, url)
	feed = feed[w.feed(feed, len(feed)):]
	if len(feed) > 0 {
		t.Fatalf("the last process acknowledged all but %d events", len(feed))
	}
	waitUntilIdle(t, s)
	w.kill()
	for c := range chats {
		id := dialogue.ConversationID(fmt.Sprint("c", c))
		var want []string
		for i := range each {
			want = append(want, fmt.Sprintf("%s-m%d", id, i))
		}
		wantApplied(t, s, id, want)
	}
	wantDeliveries(t, s, chats*each)
}

// worker is a process that accepts and handles events.
type worker struct {
	t    *testing.T
	cmd  *exec.Cmd
	in   io.WriteCloser
	acks *bufio.Scanner
}

func startWorker(t *testing.T, url string) *worker {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), workerEnv+"="+url)
	cmd.Stderr = os.Stderr
	in, err1 := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err1, err2, cmd.Start()); err != nil {
		t.Fatalf("start worker: %v", err)
	}
	return &worker{t, cmd, in, bufio.NewScanner(out)}
}

// feed brings the worker events without waiting for each, until it has acknowledged so many; it returns how many it has.
func (w *worker) feed(events []string, until int) (acked int) {
	go func() {
		for _, ev := range events {
			if _, err := fmt.Fprintln(w.in, ev); err != nil {
				return // it was killed
			}
		}
	}()
	for acked < until && w.acks.Scan() {
		if want := strings.Fields(events[acked])[1]; w.acks.Text() != want {
			w.t.Fatalf("worker says %q, want it to acknowledge %s", w.acks.Text(), want)
		}
		acked++
	}
	return acked
}

func (w *worker) kill() {
	_ = w.cmd.Process.Kill() // it may have ended already
	_ = w.cmd.Wait()         // says that it was killed
	_ = w.in.Close()
}

// work is the worker's process: it accepts each event of its input, acknowledges it, and handles what it holds the lease of;
// beside that it takes over what others left.
func work(url string) int {
	ctx := context.Background()
	s, err := Open(ctx, url, Options{Lease: workerLease})
	if err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		return 1
	}
	go func() {
		for ; ; time.Sleep(workerLease / 4) {
			claims, err := s.Abandoned(ctx, time.Now(), 100)
			if err != nil {
				fmt.Fprintln(os.Stderr, "worker:", err)
			}
			for _, c := range claims {
				go handle(ctx, s, &c)
			}
		}
	}()
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		conv, id, _ := strings.Cut(lines.Text(), " ")
		claim, err := s.Accept(ctx, textEvent(dialogue.ConversationID(conv), id))
		if err != nil && !errors.Is(err, bot.ErrDuplicate) {
			fmt.Fprintln(os.Stderr, "worker:", err)
			return 1
		}
		fmt.Println(id)
		go handle(ctx, s, claim)
	}
	select {} // until it is killed
}

// handle does the turns of a claim; whatever it leaves undone is taken over.
func handle(ctx context.Context, s *Store, claim *bot.Claim) {
	for claim != nil {
		next, err := s.Commit(ctx, *claim, recordTurn(*claim))
		if err != nil {
			if !errors.Is(err, bot.ErrLost) {
				fmt.Fprintln(os.Stderr, "worker:", err)
			}
			return
		}
		claim = next
	}
}

func textEvent(c dialogue.ConversationID, id string) dialogue.Event {
	buyer := dialogue.Address{Channel: "script", Chat: string(c)}
	return dialogue.Event{ID: id, Conversation: c, Buyer: buyer, At: time.Unix(1772445600, 0).UTC(), Body: dialogue.Message{Text: id}}
}

// recordTurn adds the event to the record of the conversation's only case, and says so to the buyer.
func recordTurn(claim bot.Claim) bot.Turn {
	ev, next := claim.Events[0], claim.Conversation
	k := dialogue.Case{No: "A-" + string(next.ID), Status: dialogue.StatusOpen}
	if len(next.Cases) > 0 {
		k = next.Cases[0]
	}
	k.Facts = append(k.Facts[:len(k.Facts):len(k.Facts)], dialogue.Fact{Slot: "event", Value: ev.ID})
	next.Cases, next.Buyer = []dialogue.Case{k}, ev.Buyer
	return bot.Turn{Event: ev, Next: next, Outbox: []bot.Delivery{{
		ID: ev.ID + "/0", Conversation: next.ID, To: bot.Destination(ev.Buyer), Action: dialogue.Say{Text: ev.ID}, At: ev.At,
	}}}
}

// waitUntilIdle waits until no conversation has work.
func waitUntilIdle(t *testing.T, s *Store) {
	t.Helper()
	never := time.Now().Add(1000 * time.Hour)
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		busy, err := s.until(t.Context(), shardKey.busy, never, never, 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(busy) == 0 {
			return
		}
	}
	t.Fatal("some conversations still have work after 20 s")
}

func wantApplied(t *testing.T, s *Store, id dialogue.ConversationID, want []string) {
	t.Helper()
	c, err := s.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	turns, err := s.Turns(t.Context(), id, 0)
	if err != nil {
		t.Fatal(err)
	}
	var applied, stored []string
	for _, k := range c.Cases {
		for _, f := range k.Facts {
			applied = append(applied, f.Value)
		}
	}
	for _, turn := range turns {
		stored = append(stored, turn.Event.ID)
	}
	if fmt.Sprint(applied) != fmt.Sprint(want) {
		t.Errorf("%s: applied %v, want %v", id, applied, want)
	}
	if fmt.Sprint(stored) != fmt.Sprint(want) {
		t.Errorf("%s: turns stored of %v, want %v", id, stored, want)
	}
}

// wantDeliveries empties the outbox and fails the test unless so many came, none twice and each chat's in order.
func wantDeliveries(t *testing.T, s *Store, want int) {
	t.Helper()
	ds, err := s.Take(t.Context(), time.Now(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	var total atomic.Int64
	var wg sync.WaitGroup
	for _, first := range ds {
		wg.Go(func() {
			d, err := &first, error(nil)
			for i := 0; d != nil; i++ {
				if id := fmt.Sprintf("%s-m%d/0", d.Conversation, i); d.ID != id {
					t.Errorf("delivery %s, want %s", d.ID, id)
				}
				total.Add(1)
				if d, err = s.Done(t.Context(), *d, ""); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if total.Load() != int64(want) {
		t.Errorf("%d deliveries, want %d", total.Load(), want)
	}
}
