package main

import (
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// config is what the flags and the environment say; nothing else in the program reads either.
type config struct {
	playbook    string
	orders      string
	evidenceDir string
	redisURL    string
	proofKey    string
	logLevel    string
	logFormat   string
}

// setting is one thing to configure, under the same name for every command: NAME in the environment, --name as a flag.
type setting struct {
	name   string
	usage  string
	secret bool // only from the environment, or from the file that NAME_FILE names
	field  func(*config) *string
}

var settings = []setting{
	{name: "PLAYBOOK", usage: "the seller's policy, a YAML file; without it the one that comes with Amends", field: func(c *config) *string { return &c.playbook }},
	{name: "ORDERS", usage: "a file of orders to load at start; without it sample orders (chat, test) or the store's", field: func(c *config) *string { return &c.orders }},
	{name: "EVIDENCE_DIR", usage: "where buyers' files are kept; without it in memory", field: func(c *config) *string { return &c.evidenceDir }},
	{name: "REDIS_URL", usage: "the store, such as redis://127.0.0.1:6379/0; Sentinel and Cluster by their URLs", field: func(c *config) *string { return &c.redisURL }},
	{name: "PROOF_KEY", usage: "hashes what proves an order's owner; without it the store keeps one", secret: true, field: func(c *config) *string { return &c.proofKey }},
	{name: "LOG_LEVEL", usage: "debug, info, warn or error", field: func(c *config) *string { return &c.logLevel }},
	{name: "LOG_FORMAT", usage: "text or json", field: func(c *config) *string { return &c.logFormat }},
}

func (s setting) flag() string { return strings.ReplaceAll(strings.ToLower(s.name), "_", "-") }

// configure gives a command the named settings as flags whose defaults come from the environment, and reads the secrets among
// them before the command runs.
func configure(cmd *cobra.Command, names ...string) *config {
	cfg := &config{}
	var secrets []setting
	for _, s := range settings {
		if !slices.Contains(names, s.name) {
			continue
		}
		if s.secret {
			secrets = append(secrets, s)
			continue
		}
		cmd.Flags().StringVar(s.field(cfg), s.flag(), os.Getenv(s.name), s.usage+" ["+s.name+"]")
	}
	cmd.PreRunE = func(*cobra.Command, []string) error {
		for _, s := range secrets {
			value, err := secret(s.name)
			if err != nil {
				return err
			}
			*s.field(cfg) = value
		}
		return nil
	}
	return cfg
}

// secret reads a secret from the environment or from the file that NAME_FILE names. A file that is named must hold it: going on
// without would be another configuration than the one that was meant.
func secret(name string) (string, error) {
	value, file := os.Getenv(name), os.Getenv(name+"_FILE")
	switch {
	case file == "":
		return value, nil
	case value != "":
		return "", fmt.Errorf("%s and %[1]s_FILE are both set: unset one of them", name)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("%s_FILE: %w: name a file that can be read and holds the secret, or unset it", name, err)
	}
	if value = strings.TrimSpace(string(data)); value == "" {
		return "", fmt.Errorf("%s_FILE: %s is empty: put the secret into it, or unset it", name, file)
	}
	return value, nil
}

// logger writes to standard error, so that it never mixes with what a command prints.
func (c *config) logger() (*slog.Logger, error) {
	var level slog.Level
	if name := c.logLevel; name != "" {
		if err := level.UnmarshalText([]byte(name)); err != nil {
			return nil, fmt.Errorf("LOG_LEVEL %q: want debug, info, warn or error", name)
		}
	} else {
		level = slog.LevelWarn
	}
	opts := &slog.HandlerOptions{Level: level}
	switch c.logFormat {
	case "", "text":
		return slog.New(slog.NewTextHandler(os.Stderr, opts)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(os.Stderr, opts)), nil
	}
	return nil, fmt.Errorf("LOG_FORMAT %q: want text or json", c.logFormat)
}

// version is the module's version as the Go tool recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "development build"
	}
	return info.Main.Version
}
