package redis

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

const (
	schemaVersion = 1
	shardCount    = 16
	oldestMajor   = 6
	oldestMinor   = 2
	skewAllowed   = 2 * time.Second
)

// Health is what a server says about itself. Of a cluster it is that of the primary that answered last, with the warnings of all.
type Health struct {
	Version  string
	Eviction string        // maxmemory-policy; "" when the server does not say
	Persists string        // "aof", "snapshots", "no", or "" when the server does not say
	Skew     time.Duration // the server's clock less this process's
	Warnings []string      // what the operator should know; Open lets it pass
}

// Health asks the server whether it can keep promises. The error is an *Error when it cannot.
func (s *Store) Health(ctx context.Context) (Health, error) {
	cluster, ok := s.client.(*goredis.ClusterClient)
	if !ok {
		return s.inspect(ctx, s.client)
	}
	var mu sync.Mutex
	var all Health
	err := cluster.ForEachMaster(ctx, func(ctx context.Context, node *goredis.Client) error {
		h, err := s.inspect(ctx, node)
		mu.Lock()
		defer mu.Unlock()
		h.Warnings = append(all.Warnings, h.Warnings...)
		all = h
		return err
	})
	return all, s.trouble("check redis", err)
}

// inspect checks one server.
func (s *Store) inspect(ctx context.Context, c goredis.Cmdable) (Health, error) {
	if err := c.Ping(ctx).Err(); err != nil {
		return Health{}, s.trouble("reach redis", err)
	}
	info := map[string]string{}
	for _, section := range []string{"server", "memory", "persistence", "replication"} {
		text, err := c.Info(ctx, section).Result()
		if err != nil && !isServerError(err) {
			return Health{}, s.trouble("check redis", err)
		}
		readInfo(text, info)
	}
	h := Health{Version: info["redis_version"], Eviction: info["maxmemory_policy"], Persists: persistence(ctx, c, info)}
	if err := s.verdict(h, info); err != nil {
		return h, err
	}
	started := s.now()
	if at, err := c.Time(ctx).Result(); err == nil {
		h.Skew = at.Sub(started)
	}
	h.Warnings = h.warnings()
	return h, nil
}

// isServerError reports whether the server answered, if only to refuse: a small or locked-up server need not know INFO.
func isServerError(err error) bool {
	var answer goredis.Error
	return errors.As(err, &answer)
}

// readInfo adds the lines of an INFO answer.
func readInfo(text string, into map[string]string) {
	for line := range strings.Lines(text) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			into[name] = value
		}
	}
}

// persistence says how the server keeps its data.
func persistence(ctx context.Context, c goredis.Cmdable, info map[string]string) string {
	switch info["aof_enabled"] {
	case "":
		return ""
	case "1":
		return "aof"
	}
	saves, err := c.ConfigGet(ctx, "save").Result()
	switch {
	case err != nil: // hosted servers do not let everybody ask
		return ""
	case saves["save"] == "":
		return "no"
	}
	return "snapshots"
}

// verdict refuses a server that cannot keep promises.
func (s *Store) verdict(h Health, info map[string]string) error {
	refuse := func(kind error, advice string) error {
		return &Error{Doing: "check redis", Server: s.server, Kind: kind, Advice: advice}
	}
	if info["role"] == "slave" {
		return refuse(ErrReadOnly, "point REDIS_URL at the primary, or at Sentinel")
	}
	if tooOld(h.Version) {
		return refuse(ErrTooOld, fmt.Sprintf("it is version %s; amends needs %d.%d or later", h.Version, oldestMajor, oldestMinor))
	}
	if memory := info["maxmemory"]; memory != "" && memory != "0" && h.Eviction != "noeviction" && h.Eviction != "" {
		return refuse(ErrMayEvict, fmt.Sprintf(
			"maxmemory-policy is %s, and open cases would vanish; set it: CONFIG SET maxmemory-policy noeviction, and in redis.conf", h.Eviction))
	}
	return nil
}

// tooOld reports whether a version like 6.0.16 is older than what is needed; one that cannot be read is not.
func tooOld(version string) bool {
	first, rest, _ := strings.Cut(version, ".")
	second, _, _ := strings.Cut(rest, ".")
	major, err1 := strconv.Atoi(first)
	minor, err2 := strconv.Atoi(second)
	if err1 != nil || err2 != nil {
		return false
	}
	return major < oldestMajor || major == oldestMajor && minor < oldestMinor
}

func (h Health) warnings() []string {
	var w []string
	switch h.Persists {
	case "no":
		w = append(w, "redis keeps nothing on disk: when it restarts, every conversation and open case is gone; set appendonly yes")
	case "snapshots":
		w = append(w, "redis saves snapshots only: a crash loses the minutes since the last one; set appendonly yes")
	}
	if h.Skew.Abs() > skewAllowed {
		w = append(w, fmt.Sprintf("the clocks of redis and of this machine are %s apart: set both by NTP", h.Skew.Abs().Round(time.Second)))
	}
	return w
}

// openSchema notes which layout the data has, and refuses data of a newer one. The number of shards is what the data was
// written with.
func (s *Store) openSchema(ctx context.Context) error {
	_, err := s.client.Pipelined(ctx, func(p goredis.Pipeliner) error {
		p.HSetNX(ctx, schemaKey, "version", schemaVersion)
		p.HSetNX(ctx, schemaKey, "shards", shardCount)
		return nil
	})
	if goredis.HasErrorPrefix(err, "WRONGTYPE") {
		return s.damaged("no hash")
	}
	if err != nil {
		return s.trouble("open data", err)
	}
	var schema struct {
		Version int `redis:"version"`
		Shards  int `redis:"shards"`
	}
	fields := s.client.HGetAll(ctx, schemaKey)
	if err := fields.Err(); err != nil {
		return s.trouble("open data", err)
	}
	if err := fields.Scan(&schema); err != nil {
		return s.damaged(err.Error())
	}
	if schema.Version > schemaVersion {
		return &Error{Doing: "open data", Server: s.server, Kind: ErrNewer, Advice: fmt.Sprintf(
			"its layout is %d and this program knows %d; run the newer amends, or another database", schema.Version, schemaVersion)}
	}
	if schema.Version < 1 || schema.Shards < 1 || schema.Shards > 100 {
		return s.damaged(fmt.Sprintf("version %d, %d shards", schema.Version, schema.Shards))
	}
	s.shards = shards(schema.Shards)
	return nil
}

// damaged refuses data whose layout cannot be made out.
func (s *Store) damaged(found string) error {
	return fmt.Errorf("open data: redis at %s: %s is damaged or not of amends (%s): restore it from a backup, or use another database",
		s.server, schemaKey, found)
}
