package redis

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

const (
	defaultLease = 30 * time.Second
	defaultTurns = 500
	dialTimeout  = 2 * time.Second
	replyTimeout = 3 * time.Second
	// retries after a lost connection; every script may be said again.
	retries = 2
)

// Options say how a store behaves; the zero value will do.
type Options struct {
	Now   func() time.Time // the store's clock; nil means time.Now
	Lease time.Duration    // how long a holder has for a turn, and a taker for a delivery; 0 means 30 s
	Turns int              // turns kept of a conversation, about; 0 means 500
	Log   *slog.Logger     // where warnings go; nil discards them
}

// Open connects to Redis, checks that it can keep promises, and returns the store. The URL alone says what kind of Redis it is:
//
//	redis://user:password@host:6379/0                      one server; rediss:// with TLS, unix:///path for a socket
//	redis+sentinel://user:password@s1:26379,s2:26379/name/0  the primary called name, found through Sentinel
//	redis+cluster://user:password@n1:6379,n2:6379          a cluster; redis:// with several hosts is one too
//
// rediss+sentinel:// and rediss+cluster:// use TLS. Parameters of go-redis URLs (?dial_timeout=3s) work in all forms.
//
// Open fails with an *Error when the server is down, too old, a read-only replica, may evict keys, or holds data of a newer
// version of amends. It warns about a server that does not persist and about clocks that differ.
func Open(ctx context.Context, address string, opts Options) (*Store, error) {
	client, server, err := connect(address)
	if err != nil {
		return nil, err
	}
	s, err := newStore(client, server, opts)
	if err != nil {
		client.Close()
		return nil, err
	}
	if err := s.prepare(ctx); err != nil {
		client.Close()
		return nil, err
	}
	return s, nil
}

func newStore(client goredis.UniversalClient, server string, opts Options) (*Store, error) {
	loaded, err := loadScripts()
	if err != nil {
		return nil, err
	}
	s := &Store{
		client: client, scripts: loaded, server: server, process: rand.Text(),
		now: opts.Now, lease: opts.Lease, turns: opts.Turns, log: opts.Log,
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.lease <= 0 {
		s.lease = defaultLease
	}
	if s.turns <= 0 {
		s.turns = defaultTurns
	}
	return s, nil
}

// prepare checks the server and the data that it holds.
func (s *Store) prepare(ctx context.Context) error {
	health, err := s.Health(ctx)
	if err != nil {
		return err
	}
	for _, w := range health.Warnings {
		s.log.WarnContext(ctx, w, "server", s.server)
	}
	if err := s.openSchema(ctx); err != nil {
		return err
	}
	if err := s.loadOnServer(ctx); err != nil {
		return err
	}
	return s.tryShards(ctx)
}

// tryShards finds out whether a script may touch all shards together, which a cluster refuses, and so does a single server that is set up
// as one.
func (s *Store) tryShards(ctx context.Context) error {
	err := s.scripts.depth.Run(ctx, s.client, keysOf(s.shards, shardKey.ready)).Err()
	if s.cluster = goredis.HasErrorPrefix(err, "CROSSSLOT"); s.cluster {
		return nil
	}
	return s.trouble("open data", err)
}

// Close ends the connections. What was accepted stays accepted.
func (s *Store) Close() error { return s.client.Close() }

// RouteLogs sends what the Redis client library has to say, about connections it could not make and such, to a logger in place
// of the standard error output; nil discards it. It counts for the whole process: main calls it once, before Open.
func RouteLogs(log *slog.Logger) { goredis.SetLogger(clientLog{log}) }

type clientLog struct{ log *slog.Logger }

func (l clientLog) Printf(ctx context.Context, format string, v ...any) {
	if l.log != nil {
		l.log.DebugContext(ctx, "redis client: "+fmt.Sprintf(format, v...))
	}
}

// address is a Redis URL taken apart.
type address struct {
	scheme string // redis, rediss, unix
	kind   string // "", sentinel, cluster
	user   *url.Userinfo
	hosts  []string
	path   string
	query  url.Values
}

// parseAddress reads the URL. Its errors never repeat the text, which may hold a password.
func parseAddress(text string) (address, error) {
	const want = "want redis://[user:password@]host:port/0, redis+sentinel://host:port,host:port/primary or redis+cluster://host:port,host:port"
	head, rest, ok := strings.Cut(text, "://")
	scheme, kind, _ := strings.Cut(head, "+")
	if !ok || scheme != "redis" && scheme != "rediss" && scheme != "unix" || kind != "" && kind != "sentinel" && kind != "cluster" {
		return address{}, fmt.Errorf("REDIS_URL is not an address of Redis: %s", want)
	}
	at := strings.LastIndex(strings.SplitN(rest, "/", 2)[0], "@") + 1
	end := at + strings.IndexAny(rest[at:]+"/", "/?")
	hosts := strings.Split(rest[at:end], ",")
	u, err := url.Parse(scheme + "://" + rest[:at] + hosts[0] + rest[end:])
	if err != nil {
		return address{}, fmt.Errorf("REDIS_URL cannot be read; a password in it must be percent-encoded: %s", want)
	}
	if kind == "" && len(hosts) > 1 {
		kind = "cluster"
	}
	return address{scheme, kind, u.User, hosts, u.Path, u.Query()}, nil
}

// connect makes the client that the address asks for; server names it in errors.
func connect(text string) (client goredis.UniversalClient, server string, err error) {
	a, err := parseAddress(text)
	if err != nil {
		return nil, "", err
	}
	server = strings.Join(a.hosts, ",")
	if a.scheme == "unix" {
		server = a.path
	}
	switch a.kind {
	case "sentinel":
		client, err = a.sentinel()
	case "cluster":
		client, err = a.cluster()
	default:
		client, err = a.single()
	}
	if err != nil {
		return nil, "", fmt.Errorf("REDIS_URL: %w", err)
	}
	return client, server, nil
}

// String is the address as go-redis reads it: the first host in its place, the others as parameters.
func (a address) String() string {
	q := a.query
	for _, h := range a.hosts[1:] {
		q.Add("addr", h)
	}
	u := url.URL{Scheme: a.scheme, User: a.user, Host: a.hosts[0], Path: a.path, RawQuery: q.Encode()}
	return u.String()
}

func (a address) single() (goredis.UniversalClient, error) {
	o, err := goredis.ParseURL(a.String())
	if err != nil {
		return nil, err
	}
	o.ContextTimeoutEnabled = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	o.Protocol = 2 // nothing here needs RESP3, and its push messages are looked for after every command
	patience(&o.DialTimeout, &o.ReadTimeout, &o.WriteTimeout, &o.MaxRetries, &o.DialerRetries)
	return goredis.NewClient(o), nil
}

func (a address) cluster() (goredis.UniversalClient, error) {
	o, err := goredis.ParseClusterURL(a.String())
	if err != nil {
		return nil, err
	}
	o.ContextTimeoutEnabled = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	o.Protocol = 2 // nothing here needs RESP3, and its push messages are looked for after every command
	patience(&o.DialTimeout, &o.ReadTimeout, &o.WriteTimeout, &o.MaxRetries, &o.DialerRetries)
	return goredis.NewClusterClient(o), nil
}

func (a address) sentinel() (goredis.UniversalClient, error) {
	name, db, _ := strings.Cut(strings.Trim(a.path, "/"), "/")
	if name == "" {
		return nil, fmt.Errorf("redis+sentinel://host:port/primary needs the primary's name")
	}
	a.query.Set("master_name", name)
	a.path = "/" + db
	o, err := goredis.ParseFailoverURL(a.String())
	if err != nil {
		return nil, err
	}
	o.ContextTimeoutEnabled = true
	o.Protocol = 2 // as for a single server
	patience(&o.DialTimeout, &o.ReadTimeout, &o.WriteTimeout, &o.MaxRetries, &o.DialerRetries)
	return goredis.NewFailoverClient(o), nil
}

// patience sets what the URL left open: a server that is down should be said to be down within seconds.
func patience(dial, read, write *time.Duration, again, dialAgain *int) {
	setDefault(dial, dialTimeout)
	setDefault(read, replyTimeout)
	setDefault(write, replyTimeout)
	setDefault(again, retries)
	setDefault(dialAgain, 1)
}

func setDefault[T comparable](p *T, v T) {
	var zero T
	if *p == zero {
		*p = v
	}
}
