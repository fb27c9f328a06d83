package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"amends/adapters/files"
	"amends/adapters/memory"
	"amends/adapters/orders"
	"amends/adapters/script"
	"amends/adapters/telegram"
	"amends/bot"
	"amends/dialogue"
	"amends/dialogue/playbook"
	"amends/dialogue/understand"
	"amends/prompts"
)

// toolkit is what every desk of this process shares: the words, and the understander, which takes a moment to train.
type toolkit struct {
	texts   *prompts.Catalog
	builtin *understand.Understander

	mu      sync.Mutex
	engines map[string]*dialogue.Engine         // by the playbook's path
	taught  map[string]*understand.Understander // by the playbook's version: what has learnt its examples

	models scriptModels // of scripts
}

func newToolkit() (*toolkit, error) {
	kit := &toolkit{engines: map[string]*dialogue.Engine{}, taught: map[string]*understand.Understander{}}
	var loading sync.WaitGroup
	var textsErr, builtinErr error
	loading.Go(func() { kit.texts, textsErr = prompts.Load() })
	loading.Go(func() { kit.builtin, builtinErr = understand.New() })
	loading.Wait()
	if textsErr != nil {
		return nil, fmt.Errorf("load the texts: %w", textsErr)
	}
	if builtinErr != nil {
		return nil, fmt.Errorf("load the understander: %w", builtinErr)
	}
	return kit, nil
}

// engine returns the engine for a playbook: a file, or "" and "default" for the one that comes with Amends. Its examples are learnt with it.
func (k *toolkit) engine(path string) (*dialogue.Engine, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if e := k.engines[path]; e != nil {
		return e, nil
	}
	book, err := loadPlaybook(path)
	if err != nil {
		return nil, err
	}
	e, err := dialogue.New(book, k.texts)
	if err != nil {
		return nil, fmt.Errorf("playbook %s: %w", path, err)
	}
	if k.taught[book.Version], err = k.builtin.For(book); err != nil {
		return nil, fmt.Errorf("learn the examples of playbook %s: %w", path, err)
	}
	k.engines[path] = e
	return e, nil
}

// understander returns the understander that knows the examples of an engine's playbook.
func (k *toolkit) understander(book *playbook.Book) *understand.Understander {
	k.mu.Lock()
	defer k.mu.Unlock()
	return cmp.Or(k.taught[book.Version], k.builtin)
}

// shop is a shop of nothing but an engine: enough for a language model.
func (k *toolkit) shop(engine *dialogue.Engine) *shop {
	return &shop{texts: k.texts, builtin: k.understander(engine.Book()), engine: engine}
}

func loadPlaybook(path string) (*playbook.Book, error) {
	if path == "" || path == "default" {
		return playbook.Default()
	}
	book, err := playbook.LoadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: check PLAYBOOK; without it the playbook that comes with Amends is used", err)
	}
	return book, err
}

// loadOrders reads a file of orders, or makes the sample orders for "".
func loadOrders(ctx context.Context, path string, now time.Time) (*orders.Source, error) {
	if path == "" {
		return orders.Sample(now)
	}
	source, _, err := orders.Load(ctx, path, orders.Options{Now: now, Key: make([]byte, orders.MinKey)})
	return source, err
}

// desk is one seller's bot on a store in memory: what the chat and the scripts play on.
type desk struct {
	engine  *dialogue.Engine
	builtin *understand.Understander
	store   *memory.Store
	orders  *orders.Source
	files   *files.Store
	ports   ports
}

// ports are what differs between a chat and a script.
type ports struct {
	now      func() time.Time
	channels map[string]bot.Channel
	fetch    bot.Fetcher
	evidence string // folder for the buyers' files; "" keeps them in memory
	hooks    script.Hooks
	model    bot.Understander                                                  // nil for none
	words    func(context.Context, dialogue.Conversation, bot.Delivery) string // nil for none
	log      *slog.Logger
}

func (k *toolkit) desk(ctx context.Context, playbookPath, ordersPath string, p ports) (*desk, error) {
	engine, err := k.engine(playbookPath)
	if err != nil {
		return nil, err
	}
	source, err := loadOrders(ctx, ordersPath, p.now())
	if err != nil {
		return nil, err
	}
	kept, err := openEvidence(p.evidence, files.Options{Now: p.now})
	if err != nil {
		return nil, err
	}
	return &desk{engine: engine, builtin: k.understander(engine.Book()), store: memory.New(memory.Config{Now: p.now}), orders: source, files: kept, ports: p}, nil
}

// openEvidence opens the store of buyers' files: a folder, or memory for "".
func openEvidence(folder string, opt files.Options) (*files.Store, error) {
	if folder == "" {
		return files.Memory(opt), nil
	}
	store, err := files.Open(folder, opt)
	if err != nil {
		return nil, fmt.Errorf("EVIDENCE_DIR: %w: name a folder that can be written, or none to keep files in memory", err)
	}
	return store, nil
}

// start makes a process of the desk: bot, dispatcher and waker over the desk's one store.
func (d *desk) start() (script.Process, error) {
	p := d.ports
	store, outbox, ledger := hooked(p.hooks.Store, bot.Store(d.store)), hooked(p.hooks.Outbox, bot.Outbox(d.store)), hooked(p.hooks.Ledger, bot.Ledger(d.store))
	b, err := bot.New(bot.Config{Engine: d.engine, Store: store, Outbox: outbox, Ledger: ledger, Orders: d.orders, Evidence: d.files,
		Fetch: p.fetch, Understander: hooked(p.hooks.Model, p.model), Builtin: d.builtin, Words: p.words, Now: p.now, Log: p.log})
	if err != nil {
		return script.Process{}, err
	}
	accept := func(ctx context.Context, ev dialogue.Event) error {
		claim, err := b.Accept(ctx, ev)
		if err != nil || claim == nil {
			return err
		}
		return b.Handle(ctx, *claim)
	}
	dispatcher := bot.NewDispatcher(bot.DispatcherConfig{Outbox: outbox, Ledger: ledger, Channels: p.channels, Accept: accept, Parallel: 1,
		Zone: d.engine.Book().Seller.Hours.Zone, Now: p.now, Random: func() float64 { return 0.5 }, Log: p.log})
	waker := bot.NewWaker(store, accept, p.now).Adopting(b.Handle)
	return script.Process{Accept: b.Accept, Handle: b.Handle, Dispatch: dispatcher.RunOnce, Wake: waker.RunOnce}, nil
}

// hooked wraps a port when there is a hook for it.
func hooked[T any](hook func(T) T, port T) T {
	if hook == nil {
		return port
	}
	return hook(port)
}

// world is the stage that scripts play on.
func (k *toolkit) world() script.World {
	return script.World{Sample: files.Sample, Open: func(ctx context.Context, s script.Setup) (*script.Stage, error) {
		d, err := k.desk(ctx, s.Playbook, s.Orders, ports{now: s.Now, channels: s.Channels, fetch: s.Fetch, hooks: s.Hooks, log: slog.New(slog.DiscardHandler)})
		if err != nil {
			return nil, err
		}
		model, done, err := k.models.open(k, d.engine.Book(), s)
		if err != nil {
			return nil, errors.Join(err, d.files.Close())
		}
		d.ports.model = model
		stage := &script.Stage{Start: d.start, Store: d.store, Step: d.engine.Step,
			Book: d.engine.Book(), Orders: d.orders.All(), Close: closing(d.files.Close, done)}
		if s.Channel == telegram.ChannelName {
			return stage, k.overTelegram(d, stage, s)
		}
		return stage, nil
	}}
}

// overTelegram puts the real adapters and a Telegram between the script and its desk.
func (k *toolkit) overTelegram(d *desk, stage *script.Stage, s script.Setup) error {
	agents, err := openTeam(s, d, k.texts)
	if err != nil {
		return err
	}
	buyer, err := openPhone(s, k.texts, d.store, agents)
	if err != nil {
		agents.stop()
		return err
	}
	d.ports.channels = map[string]bot.Channel{telegram.ChannelName: buyer, "desk": agents}
	d.ports.fetch = buyer.channel
	stage.Channel, stage.Conversation = telegram.ChannelName, buyer.id()
	stage.Bring = func(ctx context.Context, ev dialogue.Event) ([]dialogue.Event, error) {
		ev.Buyer = buyer.address()
		events, err := buyer.does(ctx, ev)
		if events != nil || err != nil {
			return events, err
		}
		return agents.does(ctx, ev)
	}
	closed := stage.Close
	stage.Close = func() error {
		buyer.stop()
		agents.stop()
		return closed()
	}
	return nil
}
