package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"time"

	"amends/adapters/orders"
	"amends/adapters/redis"
)

// examPlaybook loads the playbook as serve does.
func examPlaybook(_ context.Context, cfg *config) []verdict {
	engine, err := loadEngine(cfg.playbook)
	if err != nil {
		return []verdict{fail("playbook: "+oneLine(err), "correct it; amends check shows all that is wrong")}
	}
	book := engine.Book()
	if cfg.playbook == "" {
		return []verdict{warn("playbook: the one that comes with Amends, of a shop called "+book.Seller.Name,
			"write your own (PLAYBOOK) and prove it with amends check")}
	}
	return []verdict{ok("playbook: %s of %s; amends check proves it", book.Version, book.Seller.Name)}
}

// examOrders counts the orders of a file; those of the store are not counted.
func examOrders(ctx context.Context, cfg *config) []verdict {
	switch {
	case cfg.orders != "":
		_, report, err := orders.Load(ctx, cfg.orders, orders.Options{Now: time.Now()})
		if err != nil {
			return []verdict{fail("orders: "+oneLine(err), "correct the file, or name another one (ORDERS)")}
		}
		if report.Orders == 0 {
			return []verdict{warn("orders: none in "+cfg.orders, "the bot will know no order of your buyers")}
		}
		return []verdict{ok("orders: %d in %s", report.Orders, cfg.orders)}
	case cfg.redisURL == "":
		return []verdict{warn("orders: none", "set ORDERS to a file of them, or REDIS_URL and bring them in with amends orders import")}
	}
	return []verdict{ok("orders: those in the store; amends orders show ID looks one up")}
}

// examEvidence tries whether the folder can be written.
func examEvidence(_ context.Context, cfg *config) []verdict {
	if cfg.evidenceDir == "" {
		return []verdict{warn("evidence: buyers' files are kept in memory only", "set EVIDENCE_DIR to a folder, or a restart loses them")}
	}
	if err := os.MkdirAll(cfg.evidenceDir, 0o700); err != nil {
		return []verdict{fail("evidence: "+oneLine(err), "name a folder that can be written (EVIDENCE_DIR)")}
	}
	f, err := os.CreateTemp(cfg.evidenceDir, ".doctor-*")
	if err != nil {
		return []verdict{fail("evidence: "+oneLine(err), "name a folder that can be written (EVIDENCE_DIR)")}
	}
	if err := errors.Join(f.Close(), os.Remove(f.Name())); err != nil {
		return []verdict{warn("evidence: "+oneLine(err), "see to the folder's permissions")}
	}
	return []verdict{ok("evidence: %s can be written", cfg.evidenceDir)}
}

// examRedis asks the store whether it can keep promises.
func examRedis(ctx context.Context, cfg *config) []verdict {
	if cfg.redisURL == "" {
		return []verdict{warn("store: memory, a restart forgets every conversation", "set REDIS_URL, such as redis://127.0.0.1:6379/0")}
	}
	redis.RouteLogs(slog.New(slog.DiscardHandler))
	store, err := redis.Open(ctx, cfg.redisURL, redis.Options{})
	var known *redis.Error
	switch {
	case errors.As(err, &known):
		return []verdict{fail(fmt.Sprintf("store: redis at %s %v", known.Server, known.Kind), known.Advice)}
	case err != nil:
		return []verdict{fail("store: "+oneLine(err), "see REDIS_URL")}
	}
	defer store.Close()
	health, err := store.Health(ctx)
	if err != nil {
		return []verdict{fail("store: "+oneLine(err), "see REDIS_URL")}
	}
	found := []verdict{ok("store: redis %s, keeps its data by %s, clock differs by %s", health.Version, orUnknown(health.Persists), health.Skew.Abs().Round(time.Millisecond))}
	for _, w := range health.Warnings {
		what, do, _ := strings.Cut(w, ": ")
		found = append(found, warn("store: "+what, do))
	}
	return found
}

func orUnknown(s string) string {
	switch s {
	case "":
		return "means that it does not tell"
	case "no":
		return "no means"
	}
	return s
}

// examListen tries whether the address is free; when it is not, whether it is Amends that has it.
func examListen(ctx context.Context, cfg *config) []verdict {
	if cfg.checkListen() != nil {
		return nil // examSettings told
	}
	l, err := net.Listen("tcp", cfg.listen())
	if err == nil {
		_ = l.Close()
		return []verdict{ok("address: %s is free", cfg.listen())}
	}
	if amendsServes(ctx, cfg.listen()) {
		return []verdict{ok("address: Amends serves on %s", cfg.listen())}
	}
	return []verdict{fail(fmt.Sprintf("address: %s cannot be listened on (%v)", cfg.listen(), errors.Unwrap(err)),
		"end the program that has it, or set LISTEN_ADDR to another one")}
}

func amendsServes(ctx context.Context, addr string) bool {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+"/healthz", nil)
	if err != nil {
		return false
	}
	resp, err := asking.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	said, err := io.ReadAll(io.LimitReader(resp.Body, 16))
	return err == nil && resp.StatusCode == http.StatusOK && string(said) == "ok\n"
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
