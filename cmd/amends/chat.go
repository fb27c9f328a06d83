package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/text/language"

	"amends/adapters/console"
	"amends/adapters/files"
	"amends/adapters/openai"
	"amends/adapters/orders"
	"amends/adapters/script"
	"amends/dialogue"
)

// chatOptions are the flags of the chat that are its own.
type chatOptions struct {
	lang  string
	save  string
	now   string
	noTUI bool
}

func newChat() *cobra.Command {
	var opt chatOptions
	cmd := &cobra.Command{
		Use:   "chat",
		Short: "Talk to the bot here: no account, no server, sample orders",
		Long: `Talk to the bot in this terminal, as the buyer and as the seller's team. Nothing leaves this machine, unless there is a language model to
ask: the session then begins with what goes to it.

On a terminal the conversation stands on the left and the desk on the right. Through a pipe lines come in and go out in the manner of
a script; what is typed is the same in both.`,
		Example: `  amends chat
  amends chat --save story.txt && amends test story.txt
  printf 'you sent me the wrong style\n' | amends chat`,
		Args: called(cobra.NoArgs),
	}
	cfg := configure(cmd, "PLAYBOOK", "ORDERS", "EVIDENCE_DIR", "LOG_LEVEL", "LOG_FORMAT", "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "OPENAI_USE", "OPENAI_EXTRAS")
	cmd.Flags().StringVar(&opt.lang, "lang", "", "the language that the buyer's app reports, such as es")
	cmd.Flags().StringVar(&opt.save, "save", "", "save the session as a script to this file when it ends")
	cmd.Flags().StringVar(&opt.now, "now", "", "begin at this time (2026-03-02T15:00:00Z); the clock then moves by wait only")
	cmd.Flags().BoolVar(&opt.noTUI, "no-tui", false, "lines of text, on a terminal too")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return chat(cmd.Context(), cfg, opt, cmd.InOrStdin(), cmd.OutOrStdout())
	}
	return cmd
}

// chat runs a session from its first line to its last, and saves it however it ended.
func chat(ctx context.Context, cfg *config, opt chatOptions, in io.Reader, out io.Writer) error {
	if err := writable(opt.save); err != nil {
		return err
	}
	start, wall, err := chatTime(opt.now)
	if err != nil {
		return err
	}
	if _, err := language.Parse(opt.lang); opt.lang != "" && err != nil && !errors.As(err, new(language.ValueError)) {
		return fmt.Errorf("--lang %q: expected a language such as en or pt-BR", opt.lang)
	}
	room, err := openChat(ctx, cfg, opt, start, wall)
	if err != nil {
		return err
	}
	err = room.run(ctx, opt, in, out)
	if opt.save != "" {
		err = errors.Join(err, room.console.Save(opt.save))
	}
	return errors.Join(err, room.desk.files.Close())
}

// unspoken says what becomes of a language that the bot does not speak; "" for one that it does.
func unspoken(lang, first string, spoken []string) string {
	base, _, _ := strings.Cut(lang, "-")
	if lang == "" || slices.Contains(spoken, base) {
		return ""
	}
	return fmt.Sprintf("the bot does not speak %s, it begins in %s; it speaks %s", lang, first, strings.Join(spoken, ", "))
}

// writable fails before a session rather than after it when it cannot be saved.
func writable(path string) error {
	if path == "" {
		return nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return fmt.Errorf("--save: %w", err)
	}
	return f.Close()
}

// chatRoom is a console with the desk that answers in it.
type chatRoom struct {
	console *console.Console
	desk    *desk
	bot     console.Bot
}

func openChat(ctx context.Context, cfg *config, opt chatOptions, start time.Time, wall func() time.Time) (*chatRoom, error) {
	log, err := cfg.logger()
	if err != nil {
		return nil, err
	}
	kit, err := newToolkit()
	if err != nil {
		return nil, err
	}
	engine, err := kit.engine(cfg.playbook)
	if err != nil {
		return nil, err
	}
	header, err := chatHeader(cfg, opt, start)
	if err != nil {
		return nil, err
	}
	var n notes
	m, err := chatModel(cfg.model, kit.shop(engine), log, &n)
	if err != nil {
		return nil, err
	}
	if text := unspoken(opt.lang, engine.Book().Seller.Languages[0], kit.texts.Languages()); text != "" {
		n.add("%s", text)
	}
	c := console.New(console.Config{Read: readTyped, Record: script.NewRecorder(header...), Sample: files.Sample, Folder: ".",
		Lang: opt.lang, Notes: n.texts(), Orders: orderHints(cfg), Start: start, Wall: wall, Zone: engine.Book().Seller.Hours.Zone})
	d, err := kit.desk(ctx, cfg.playbook, cfg.orders, ports{now: c.Now, channels: c.Channels(), fetch: c, evidence: cfg.evidenceDir,
		model: m.reader, words: m.extras.words(), log: log})
	if err != nil {
		return nil, err
	}
	process, err := d.start()
	if err != nil {
		return nil, errors.Join(err, d.files.Close())
	}
	return &chatRoom{console: c, desk: d, bot: talking(process, d)}, nil
}

// chatModel opens the language model that the settings name, without what only an agent on Slack has a use for. That there is none goes
// without saying.
func chatModel(m modelConfig, s *shop, log *slog.Logger, n *notes) (model, error) {
	if !m.there() {
		return model{}, nil
	}
	if err := m.check(); err != nil {
		return model{}, err
	}
	on, err := m.listed()
	if err != nil {
		return model{}, err
	}
	m.extras = join(slices.DeleteFunc(on, func(x extra) bool { return x != extraWording && x != extraTranslation }))
	return openModel(m, s, func(c *openai.Config) { c.Log = log }, n)
}

// talking makes a process of the desk what the console calls.
func talking(p script.Process, d *desk) console.Bot {
	return console.Bot{
		Accept: func(ctx context.Context, ev dialogue.Event) error {
			claim, err := p.Accept(ctx, ev)
			if err != nil || claim == nil {
				return err
			}
			return p.Handle(ctx, *claim)
		},
		Dispatch: p.Dispatch,
		Wake:     p.Wake,
		Load: func(ctx context.Context) (dialogue.Conversation, error) {
			return d.store.Load(ctx, console.Conversation)
		},
	}
}

// run plays the session on the whole terminal, or in lines when there is none.
func (r *chatRoom) run(ctx context.Context, opt chatOptions, in io.Reader, out io.Writer) error {
	input, inIs := in.(*os.File)
	output, outIs := out.(*os.File)
	both := inIs && outIs && terminal(input) && terminal(output)
	if both && !opt.noTUI {
		return r.console.Screen(ctx, r.bot, input, output)
	}
	return r.console.Lines(ctx, r.bot, in, out, console.LineStyle{Prompt: both, Echo: !both})
}

// chatTime is when a session begins, and the time outside that it follows: none when it was told when to begin.
func chatTime(now string) (start time.Time, wall func() time.Time, err error) {
	if now == "" {
		return time.Now().UTC().Truncate(time.Second), time.Now, nil
	}
	if start, err = time.Parse(time.RFC3339, now); err != nil {
		return start, nil, fmt.Errorf("--now %q: expected a time such as 2026-03-02T15:00:00Z", now)
	}
	return start.UTC().Truncate(time.Second), nil, nil
}

// chatHeader is the head of the script that the session becomes. Files are named in full: the script may be kept anywhere.
func chatHeader(cfg *config, opt chatOptions, start time.Time) ([]script.Header, error) {
	header := []script.Header{{Name: "playbook", Value: "default"}}
	if cfg.playbook != "" && cfg.playbook != "default" {
		path, err := filepath.Abs(cfg.playbook)
		if err != nil {
			return nil, fmt.Errorf("playbook %s: %w", cfg.playbook, err)
		}
		header[0].Value = path
	}
	if cfg.orders != "" {
		path, err := filepath.Abs(cfg.orders)
		if err != nil {
			return nil, fmt.Errorf("orders %s: %w", cfg.orders, err)
		}
		header = append(header, script.Header{Name: "orders", Value: path})
	}
	header = append(header, script.Header{Name: "now", Value: start.Format(time.RFC3339)})
	if opt.lang != "" {
		header = append(header, script.Header{Name: "lang", Value: opt.lang})
	}
	return header, nil
}

// orderHints are lines about the orders that somebody may try.
func orderHints(cfg *config) []string {
	if cfg.orders != "" {
		return []string{"the orders of " + cfg.orders}
	}
	var lines []string
	for _, h := range orders.Hints() {
		lines = append(lines, fmt.Sprintf("%s (%s)", h, h.What))
	}
	return lines
}

// readTyped reads one line of a script as somebody's input.
func readTyped(line string) (console.Input, error) {
	s, err := script.Parse("", []byte(line))
	var syntax *script.SyntaxError
	if errors.As(err, &syntax) {
		return console.Input{}, errors.New(syntax.Want)
	}
	if err != nil || len(s.Lines) != 1 {
		return console.Input{}, err
	}
	switch b := s.Lines[0].Body.(type) {
	case script.Buyer:
		return buyerInput(b), nil
	case script.Agent:
		deed := map[script.AgentDo]console.Deed{script.AgentPresses: console.Presses, script.AgentReplies: console.Replies, script.AgentNotes: console.Notes}[b.Do]
		return console.Input{Desk: true, Agent: b.Name, Do: deed, Option: b.Option, Text: b.Text, Files: namedFiles(b.Files)}, nil
	case script.Wait:
		return console.Input{Do: console.Waits, For: b.For, Until: b.Until}, nil
	case script.Header:
		return refused("@" + b.Name + " stands at the head of a script; here there are flags for it (amends chat --help)"), nil
	case script.Fault:
		return refused("a fault is for scripts: amends test"), nil
	}
	return console.Input{}, nil
}

func buyerInput(b script.Buyer) console.Input {
	if b.Do == script.BuyerPresses {
		return console.Input{Do: console.Presses, Option: b.Text}
	}
	deed, ok := map[script.BuyerDo]console.Deed{script.BuyerSays: console.Says, script.BuyerSends: console.Sends, script.BuyerEdits: console.Edits,
		script.BuyerDeletes: console.Deletes, script.BuyerStarts: console.Starts}[b.Do]
	if !ok {
		return refused("[" + string(b.Do) + "] is for scripts: amends test")
	}
	return console.Input{Do: deed, Text: b.Text, Files: namedFiles(b.Files)}
}

func refused(why string) console.Input { return console.Input{Do: console.Refused, Text: why} }

func namedFiles(list []script.File) []console.File {
	var named []console.File
	for _, f := range list {
		named = append(named, console.File(f))
	}
	return named
}
