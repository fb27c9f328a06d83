package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"amends/adapters/memory"
	"amends/adapters/orders"
	"amends/adapters/redis"
	"amends/bot"
	"amends/dialogue/money"
)

func newOrders() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "orders",
		Short: "Import orders, or look one up",
		Long: `Bring the seller's orders in, so that the bot can recognise what a buyer writes about.

Forms that are read: Amazon's All Orders report, Amazon's two returns reports, Shopify's orders CSV, WooCommerce as JSON or CSV, and
the native YAML. Names and addresses are dropped while a row is read; postal code, e-mail and phone number are kept only as hashes.`,
		Args: called(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newOrdersImport(), newOrdersShow())
	return cmd
}

func newOrdersImport() *cobra.Command {
	var dryRun bool
	var currency string
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Import orders from an export of a marketplace or shop",
		Example: `  amends orders import all-orders.txt
  amends orders import --dry-run shopify.csv`,
		Args: called(cobra.MinimumNArgs(1)),
	}
	cfg := configure(cmd, "REDIS_URL", "PROOF_KEY", "LOG_LEVEL", "LOG_FORMAT")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false, "read and report, but keep nothing")
	cmd.Flags().StringVar(&currency, "currency", "", "the currency of a table that names none, such as EUR")
	cmd.RunE = func(cmd *cobra.Command, files []string) error {
		if _, err := money.Exponent(strings.ToUpper(currency)); currency != "" && err != nil {
			return fmt.Errorf("--currency %q: expected an ISO 4217 code such as EUR", currency)
		}
		var shelf orders.Shelf = memory.New(memory.Config{})
		key := make([]byte, orders.MinKey)
		if !dryRun {
			store, err := openStore(cmd.Context(), cfg, "use --dry-run to only read the file")
			if err != nil {
				return err
			}
			defer store.Close()
			if key, err = proofKey(cmd.Context(), cfg, store); err != nil {
				return err
			}
			shelf = store
		}
		for _, file := range files {
			if err := importOrders(cmd, shelf, file, orders.Options{Key: key, Now: time.Now(), Currency: strings.ToUpper(currency)}); err != nil {
				return err
			}
		}
		return nil
	}
	return cmd
}

func importOrders(cmd *cobra.Command, shelf orders.Shelf, file string, opts orders.Options) error {
	info, err := os.Stat(file)
	if err != nil {
		return fmt.Errorf("import orders: %w", err)
	}
	bar := newProgress(cmd.ErrOrStderr(), "importing "+info.Name())
	opts.Size, opts.Progress = info.Size(), bar.at
	report, err := orders.ImportFile(cmd.Context(), shelf, file, opts)
	bar.done()
	if err != nil {
		return err
	}
	_, err = report.WriteTo(cmd.OutOrStdout())
	return err
}

// openStore opens the Redis that the configuration names; instead is what else to do when it names none.
func openStore(ctx context.Context, cfg *config, instead string) (*redis.Store, error) {
	if cfg.redisURL == "" {
		return nil, fmt.Errorf("no store: set REDIS_URL (such as redis://127.0.0.1:6379/0), or %s", instead)
	}
	log, err := cfg.logger()
	if err != nil {
		return nil, err
	}
	redis.RouteLogs(log)
	return redis.Open(ctx, cfg.redisURL, redis.Options{Log: log})
}

// proofKey is the deployment's key for personal facts: the configured one, or one that the store makes once and keeps.
func proofKey(ctx context.Context, cfg *config, store secrets) ([]byte, error) {
	if cfg.proofKey == "" {
		return store.Secret(ctx, "proof")
	}
	if err := cfg.checkKey(); err != nil {
		return nil, err
	}
	return []byte(cfg.proofKey), nil
}

func newOrdersShow() *cobra.Command {
	cmd := &cobra.Command{Use: "show ID", Short: "Show an order as the bot knows it", Args: called(cobra.ExactArgs(1))}
	cfg := configure(cmd, "REDIS_URL", "PROOF_KEY", "ORDERS", "LOG_LEVEL", "LOG_FORMAT")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		source, closing, err := openOrders(cmd.Context(), cfg)
		if err != nil {
			return err
		}
		defer closing()
		record, err := source.Record(cmd.Context(), args[0])
		if errors.Is(err, bot.ErrNotFound) {
			return fmt.Errorf("order %s: %w: check the number, or bring it in with amends orders import", args[0], err)
		}
		if err != nil {
			return fmt.Errorf("order %s: %w", args[0], err)
		}
		return printOrder(cmd.OutOrStdout(), record)
	}
	return cmd
}

// openOrders opens the file of orders if one is named, else the store's orders.
func openOrders(ctx context.Context, cfg *config) (*orders.Source, func(), error) {
	if cfg.orders != "" {
		source, err := loadOrders(ctx, cfg.orders, time.Now())
		return source, func() {}, err
	}
	store, err := openStore(ctx, cfg, "ORDERS to a file of orders")
	if err != nil {
		return nil, nil, err
	}
	key, err := proofKey(ctx, cfg, store)
	if err != nil {
		store.Close()
		return nil, nil, err
	}
	source, err := orders.NewSource(store, key)
	return source, func() { store.Close() }, err
}
