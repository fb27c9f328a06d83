package main

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"amends/adapters/slack"
	"amends/prompts"
)

func newSlackManifest() *cobra.Command {
	var name, address string
	var socket bool
	cmd := &cobra.Command{
		Use:   "slack-manifest",
		Short: "Print the manifest of the Slack app, to paste into Slack",
		Long: `Print the manifest of the Slack app: its scopes, events, command and shortcut. Open https://api.slack.com/apps, choose Create New App
and From a manifest, and paste it. With Socket Mode, which needs no public address, make an app-level token (xapp-...) with the scope
connections:write next; with --url Slack posts to /slack/events, /slack/interactive and /slack/commands below that address.`,
		Example: `  amends slack-manifest
  amends slack-manifest --name "Harbour Kitchen" --url https://desk.example.com`,
		Args: called(cobra.NoArgs),
	}
	cfg := configure(cmd, "PLAYBOOK")
	cmd.Flags().StringVar(&name, "name", "", "what the app is called (default: the seller's name in the playbook)")
	cmd.Flags().BoolVar(&socket, "socket-mode", false, "for Socket Mode, which is what it is for without --url")
	cmd.Flags().StringVar(&address, "url", "", "for signed HTTP: the public https address of amends serve")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if socket && address != "" {
			return errors.New("--socket-mode and --url: Slack reaches the app by one of them, not by both")
		}
		book, err := loadPlaybook(cfg.playbook)
		if err != nil {
			return err
		}
		texts, err := prompts.Load()
		if err != nil {
			return fmt.Errorf("load the texts: %w", err)
		}
		manifest, err := slack.Manifest(slack.ManifestOptions{Seller: cmp.Or(name, book.Seller.Name), URL: address, Texts: texts, Lang: book.Seller.Languages[0]})
		if err != nil {
			return fmt.Errorf("--url %q: %w", address, err)
		}
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\n", manifest)
		return err
	}
	return cmd
}
