package console

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"amends/dialogue"
)

// help explains the session to whoever sits at the terminal.
var help = []string{
	"You write as the buyer, or as an agent on the desk: Tab or :desk and :buyer change sides, buyer> and desk> do it for one line.",
	"  some text             the buyer writes it; from an agent it is a note that stays on the desk",
	"  [replace] or 1        presses a button by its ID, its label or its number",
	"  [photo f.jpg] words   sends a file: yours if it is in this folder, else one that is made up; also [file f] [video f] [voice f] [album a b] [location] [sticker]",
	"  [edit] text           changes the latest text; [delete] takes the latest message back",
	"  [start payload]       opens the chat by a link",
	"  /status /human        the bot's own commands, as in Telegram",
	"  desk> [Approve] why   an agent presses a button; desk(ana)> names the agent",
	"  desk> reply: text     an agent writes to the buyer; note: text stays on the desk",
	"  wait 3d               lets time pass and what is due happen; also wait until 2026-03-05T10:00Z",
	"  :orders :state        sample orders to try; what the bot knows",
	"  :save FILE            saves this session as a script for amends test",
	"  :quit                 ends",
}

// command carries out a line for the console itself. It reports whether the session is to end.
func (c *Console) command(ctx context.Context, line string) (quit bool) {
	name, arg, _ := strings.Cut(line, " ")
	arg = strings.TrimSpace(arg)
	switch name {
	case "help", "h":
		c.remark(help...)
	case "orders":
		c.remark(c.cfg.Orders...)
	case "state":
		c.remark(c.state(ctx)...)
	case "desk", "buyer":
		c.setSide(name == "desk")
		c.remark("You write as " + map[bool]string{false: "the buyer.", true: "an agent on the desk; begin with reply: to write to the buyer."}[name == "desk"])
	case "save":
		c.remark(c.saved(arg))
	case "quit", "q", "exit":
		return true
	default:
		c.remark("Error: there is no :" + name + "; there is :help :orders :state :desk :buyer :save :quit")
	}
	return false
}

func (c *Console) saved(path string) string {
	if path == "" {
		return "Error: expected a file to save to, such as :save story.txt"
	}
	if err := c.Save(path); err != nil {
		return "Error: " + err.Error()
	}
	return "Saved. Play it again with: amends test " + path
}

// Save writes the session so far as a script to a file, in the place of what it held.
func (c *Console) Save(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return fmt.Errorf("save the session: %w", err)
	}
	return saveTo(f, c.cfg.Record)
}

func saveTo(f io.WriteCloser, from io.WriterTo) error {
	_, err := from.WriteTo(f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("save the session: %w", err)
	}
	return nil
}

// state tells what the bot knows, for somebody who tries it out.
func (c *Console) state(ctx context.Context) []string {
	conversation, err := c.bot.Load(ctx)
	if err != nil {
		return []string{"Error: " + err.Error()}
	}
	lines := []string{fmt.Sprintf("%s, %d turns, language %s", c.when(c.Now()), conversation.Turns, orNone(conversation.Lang))}
	for i, k := range conversation.Cases {
		mark := ""
		if i == conversation.Current {
			mark = ", current"
		}
		lines = append(lines, fmt.Sprintf("case %s: %s%s", k.No, k.Status, mark))
		for _, f := range k.Facts {
			lines = append(lines, printable(fmt.Sprintf("  %s = %s", f.Slot, f.Value)))
		}
	}
	return append(lines, c.waiting(conversation)...)
}

// waiting tells what the bot waits for.
func (c *Console) waiting(conversation dialogue.Conversation) []string {
	var lines []string
	if a := conversation.Asked; a != nil {
		lines = append(lines, fmt.Sprintf("waits for: %s %s", a.Kind, a.What))
	}
	if h := conversation.Human; h != nil {
		lines = append(lines, "a person has the conversation: "+h.Reason)
	}
	if !conversation.Wake.IsZero() {
		lines = append(lines, "wakes by itself: "+c.when(conversation.Wake))
	}
	return lines
}

func orNone(s string) string {
	if s == "" {
		return "not known yet"
	}
	return s
}

// welcome is what a session begins with.
func (c *Console) welcome() []string {
	lines := []string{"Amends: you are the buyer here, and the seller's team too. :help explains, :quit (or Ctrl-D) ends."}
	lines = append(lines, c.cfg.Notes...)
	for i, order := range c.cfg.Orders[:min(2, len(c.cfg.Orders))] {
		lines = append(lines, []string{"Say what went wrong. To try: ", "or: "}[i]+order)
	}
	return lines
}
