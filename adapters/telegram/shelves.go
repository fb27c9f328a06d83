package telegram

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"amends/bot"
	"amends/dialogue"
)

// Over a webhook the parts of an album are kept until it is complete, on shelves in the store. They have to be in the store: Telegram
// posts the next part only after this one was answered with 200, and never again after that. A shelf belongs to no conversation; a chat
// has its shelf by its number.
const (
	shelfCount    = 16
	shelfOwner    = dialogue.ConversationID("tg:albums")
	shelfMost     = 200              // albums on a shelf; Telegram has to repeat one more
	shelfTime     = 10 * time.Second // for which a process has a shelf to itself, at most
	shelfPause    = 20 * time.Millisecond
	sweepInterval = 30 * time.Second // between looks for what a dead process left
)

// kept is an album on a shelf.
type kept struct {
	Parts []albumPart `json:"parts"`
	Last  time.Time   `json:"last"` // when a part was added, by the clock of the process that did
}

// shelf is what is stored for one shelf: albums by chat and group.
type shelf map[string]*kept

type shelves struct {
	receipts bot.Receipts
	leases   bot.Leases
	wait     time.Duration
	album    func(context.Context, []albumPart, accept) error
	me       string
	locks    [shelfCount]sync.Mutex

	mu  sync.Mutex
	due map[int64]time.Time // chats with albums that this process has put on a shelf, by when to look
}

func newShelves(cfg Config, album func(context.Context, []albumPart, accept) error) *shelves {
	return &shelves{receipts: cfg.Receipts, leases: cfg.Leases, wait: cfg.Times.Album, album: album, me: rand.Text(), due: map[int64]time.Time{}}
}

// put keeps a part. A full album is handed in at once, and so is another album of the chat: it is complete.
func (s *shelves) put(ctx context.Context, p albumPart, handle accept) error {
	s.expect(p.Chat, s.wait)
	return s.with(ctx, number(p.Chat), func(sh shelf) error {
		key := fmt.Sprintf("%d:%s", p.Chat, p.Group)
		if err := s.handIn(ctx, sh, handle, func(k string, a *kept) bool { return a.Parts[0].Chat == p.Chat && k != key }); err != nil {
			return err
		}
		a := sh[key]
		if a == nil {
			if len(sh) >= shelfMost {
				return errors.New("too many albums at a time")
			}
			a = &kept{}
			sh[key] = a
		}
		a.add(p)
		if len(a.Parts) < maxAlbum {
			return nil
		}
		return s.handIn(ctx, sh, handle, func(k string, _ *kept) bool { return k == key })
	})
}

// add adds a part once: Telegram repeats one whose answer it did not get.
func (a *kept) add(p albumPart) {
	a.Last = time.Now()
	for _, has := range a.Parts {
		if has.Message == p.Message {
			return
		}
	}
	a.Parts = append(a.Parts, p)
}

// clear hands in what the chat has on its shelf: another message of it came in.
func (s *shelves) clear(ctx context.Context, chat int64, handle accept) error {
	if !s.expects(chat) {
		return nil
	}
	return s.with(ctx, number(chat), func(sh shelf) error {
		return s.handIn(ctx, sh, handle, func(_ string, a *kept) bool { return a.Parts[0].Chat == chat })
	})
}

// handIn hands in the albums that are meant and takes them off the shelf. One that is handed in and then not taken off, because the
// process died, is handed in again under the same ID.
func (s *shelves) handIn(ctx context.Context, sh shelf, handle accept, meant func(key string, a *kept) bool) error {
	var errs []error
	for key, a := range sh {
		if !meant(key, a) {
			continue
		}
		if err := s.album(ctx, a.Parts, handle); err != nil {
			errs = append(errs, err)
			continue
		}
		delete(sh, key)
	}
	return errors.Join(errs...)
}

// with gives f a shelf that no other process changes meanwhile, and stores what f left of it, also when f fails.
func (s *shelves) with(ctx context.Context, n int, f func(shelf) error) (err error) {
	s.locks[n].Lock()
	defer s.locks[n].Unlock()
	done, err := s.alone(ctx, n)
	if err != nil {
		return err
	}
	defer done()
	before, err := s.receipts.Receipt(ctx, shelfOwner, shelfKey(n))
	if err != nil {
		return fmt.Errorf("look at the albums that are kept: %w", err)
	}
	sh := readShelf(before)
	err = f(sh)
	if after := sh.written(); after != before {
		if err := s.receipts.Keep(ctx, shelfOwner, shelfKey(n), after); err != nil {
			return fmt.Errorf("keep an album: %w", err)
		}
	}
	return err
}

// alone waits until no other process has the shelf, and returns how to give it back.
func (s *shelves) alone(ctx context.Context, n int) (done func(), err error) {
	if s.leases == nil {
		return func() {}, nil
	}
	name := "telegram:" + shelfKey(n)
	for {
		mine, err := s.leases.Hold(ctx, name, s.me, shelfTime)
		if err != nil {
			return nil, fmt.Errorf("have the albums for oneself: %w", err)
		}
		if mine {
			break
		}
		if err := pause(ctx, shelfPause); err != nil {
			return nil, err
		}
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), giveUpTime)
		defer cancel()
		_, _ = s.leases.Hold(ctx, name, s.me, 0) // it runs out by itself
	}, nil
}

func number(chat int64) int { return int(uint64(chat) % shelfCount) }
func shelfKey(n int) string { return fmt.Sprintf("tg:shelf:%02d", n) }

// readShelf reads a shelf. One that cannot be read is empty: nobody could do anything with it.
func readShelf(text string) shelf {
	sh := shelf{}
	if json.Unmarshal([]byte(text), &sh) != nil {
		return shelf{}
	}
	for key, a := range sh {
		if a == nil || len(a.Parts) == 0 {
			delete(sh, key)
		}
	}
	return sh
}

func (sh shelf) written() string {
	if len(sh) == 0 {
		return ""
	}
	text, err := json.Marshal(sh)
	if err != nil {
		return ""
	}
	return string(text)
}
