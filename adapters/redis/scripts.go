package redis

import (
	"context"
	"embed"
	"fmt"
	"strings"

	goredis "github.com/redis/go-redis/v9"
)

//go:embed lua/*.lua
var luaFiles embed.FS

// scripts are the Lua scripts; they do not change once loaded.
type scripts struct {
	accept, takeover, commit *goredis.Script
	take, done, retry        *goredis.Script
	due, depth, hold         *goredis.Script
	record, standing, strike *goredis.Script
}

// loadScripts puts each script together from its files: the functions that it uses, and its own.
func loadScripts() (scripts, error) {
	var s scripts
	for files, into := range map[string]**goredis.Script{
		"accept": &s.accept, "earliest takeover": &s.takeover, "commit": &s.commit,
		"earliest head take": &s.take, "head done": &s.done, "retry": &s.retry,
		"earliest due": &s.due, "depth": &s.depth, "hold": &s.hold,
		"record": &s.record, "standing": &s.standing, "strike": &s.strike,
	} {
		var text strings.Builder
		for name := range strings.FieldsSeq(files) {
			src, err := luaFiles.ReadFile("lua/" + name + ".lua")
			if err != nil {
				return scripts{}, fmt.Errorf("load script %s: %w", name, err)
			}
			text.WriteString(withoutComments(string(src)))
		}
		*into = goredis.NewScript(text.String())
	}
	return s, nil
}

func (s scripts) all() []*goredis.Script {
	return []*goredis.Script{s.accept, s.takeover, s.commit, s.take, s.done, s.retry, s.due, s.depth, s.hold, s.record, s.standing, s.strike}
}

// loadOnServer gives the server the scripts, so that a user who may not run them is noticed at once.
func (s *Store) loadOnServer(ctx context.Context) error {
	for _, script := range s.scripts.all() {
		if err := script.Load(ctx, s.client).Err(); err != nil {
			return s.trouble("load scripts", err)
		}
	}
	return nil
}

// withoutComments keeps what a server has to parse and to hold small.
func withoutComments(src string) string {
	var b strings.Builder
	for line := range strings.Lines(src) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "--") {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// call is one script on its keys.
type call struct {
	script *goredis.Script
	keys   []string
	args   []any
}

// run runs calls in one round trip and returns their answers. A server that does not know a script, because it was restarted or is a
// new one of the cluster, gets its text.
func (s *Store) run(ctx context.Context, calls []call) ([]*goredis.Cmd, error) {
	if len(calls) == 1 {
		c := calls[0]
		answer := c.script.Run(ctx, s.client, c.keys, c.args...)
		return []*goredis.Cmd{answer}, answer.Err()
	}
	answers := make([]*goredis.Cmd, len(calls))
	_, _ = s.client.Pipelined(ctx, func(p goredis.Pipeliner) error { // each answer has its own error
		for i, c := range calls {
			answers[i] = c.script.EvalSha(ctx, p, c.keys, c.args...)
		}
		return nil
	})
	for i, c := range calls {
		if goredis.HasErrorPrefix(answers[i].Err(), "NOSCRIPT") {
			answers[i] = c.script.Eval(ctx, s.client, c.keys, c.args...)
		}
		if err := answers[i].Err(); err != nil {
			return nil, err
		}
	}
	return answers, nil
}
