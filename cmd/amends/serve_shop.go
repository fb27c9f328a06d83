package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"amends/adapters/files"
	"amends/adapters/memory"
	"amends/adapters/orders"
	"amends/adapters/redis"
	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/understand"
	"amends/prompts"
)

// store is what keeps everything: Redis, or memory for a try.
type store interface {
	bot.Store
	bot.Outbox
	bot.Ledger
	bot.Cases
	bot.Threads
	bot.Leases
	bot.Depths
	orders.Shelf
	secrets
}

// secrets are random bytes that a store makes once.
type secrets interface {
	Secret(ctx context.Context, name string) ([]byte, error)
}

// shop is what the bot knows and keeps of one seller.
type shop struct {
	texts   *prompts.Catalog
	builtin *understand.Understander
	engine  *dialogue.Engine
	store   store
	orders  *orders.Source
	files   *files.Store
	closers []func() error
}

func openShop(ctx context.Context, cfg *config, log *slog.Logger, n *notes) (_ *shop, err error) {
	kit, err := newToolkit()
	if err != nil {
		return nil, err
	}
	engine, err := kit.engine(cfg.playbook)
	if err != nil {
		return nil, err
	}
	s := kit.shop(engine)
	book := s.engine.Book()
	n.add("version %s serves %s, playbook %s", version(), book.Seller.Name, book.Version)
	if cfg.playbook == "" {
		n.warn("this is the playbook that comes with Amends: set PLAYBOOK to your own (amends check proves it)")
	}
	if err = s.openFiles(cfg, n); err == nil {
		err = s.openStore(ctx, cfg, log, n)
	}
	if err == nil {
		err = s.openOrders(ctx, cfg, n)
	}
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *shop) openFiles(cfg *config, n *notes) (err error) {
	if s.files, err = openEvidence(cfg.evidenceDir, files.Options{}); err != nil {
		return err
	}
	s.closers = append(s.closers, s.files.Close)
	if cfg.evidenceDir == "" {
		n.warn("buyers' pictures are kept in memory and a restart loses them: set EVIDENCE_DIR to a folder")
		return nil
	}
	n.add("evidence in %s", cfg.evidenceDir)
	return nil
}

// openStore connects to Redis and waits for one that is down. One that cannot keep its promises is an error.
func (s *shop) openStore(ctx context.Context, cfg *config, log *slog.Logger, n *notes) error {
	if cfg.redisURL == "" {
		s.store = memory.New(memory.Config{})
		n.warn("everything is kept in memory: a restart forgets every conversation and every case. Set REDIS_URL before real buyers write")
		return nil
	}
	redis.RouteLogs(log)
	var opened *redis.Store
	err := patiently(ctx, log, "Redis is down", func() (passing bool, err error) {
		opened, err = redis.Open(ctx, cfg.redisURL, redis.Options{Log: log})
		return errors.Is(err, redis.ErrDown), err
	})
	if err != nil {
		return err
	}
	s.store = opened
	s.closers = append(s.closers, opened.Close)
	n.add("kept in Redis")
	return nil
}

func (s *shop) openOrders(ctx context.Context, cfg *config, n *notes) error {
	key, err := proofKey(ctx, cfg, s.store)
	if err != nil {
		return err
	}
	if cfg.orders == "" {
		if s.orders, err = orders.NewSource(s.store, key); err != nil {
			return err
		}
		if cfg.redisURL == "" {
			n.warn("there are no orders: the bot will know none of your buyers' orders. Set ORDERS to a file of them")
			return nil
		}
		n.add("orders come from the store: amends orders import FILE brings them in")
		return nil
	}
	source, report, err := orders.Load(ctx, cfg.orders, orders.Options{Now: time.Now(), Key: key})
	if err != nil {
		return err
	}
	s.orders = source
	n.add("%d orders of %s (%s)", report.Orders, cfg.orders, report.Form)
	if report.Skipped > 0 {
		n.warn("%d rows of %s were left out: amends orders import --dry-run %[2]s tells why", report.Skipped, cfg.orders)
	}
	return nil
}

// close gives back what was opened, the last first.
func (s *shop) close() error {
	var errs []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		errs = append(errs, s.closers[i]())
	}
	s.closers = nil
	return errors.Join(errs...)
}
