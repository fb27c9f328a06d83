package console

import (
	"context"
	"strconv"
	"strings"
	"unicode"
)

// enter carries out a typed line. What is wrong with it is remarked. It reports whether the session is to end.
func (c *Console) enter(ctx context.Context, typed string) (quit bool) {
	c.working.Lock()
	defer c.working.Unlock()
	typed = strings.TrimSpace(typed)
	if name, ok := command(typed); ok {
		return c.command(ctx, name)
	}
	if typed == "" {
		return false
	}
	in, err := c.read(typed)
	if err == nil {
		err = c.perform(ctx, in)
	}
	if err != nil {
		c.remark("Error: " + err.Error())
	}
	return false
}

// press carries out the pressing of a button of the side at the keyboard.
func (c *Console) press(ctx context.Context, option string) {
	c.working.Lock()
	defer c.working.Unlock()
	if err := c.perform(ctx, Input{Desk: c.side(), Do: Presses, Option: option}); err != nil {
		c.remark("Error: " + err.Error())
	}
}

// pass lets the clock follow the time outside.
func (c *Console) pass(ctx context.Context) {
	c.working.Lock()
	defer c.working.Unlock()
	if err := c.follow(ctx); err != nil {
		c.remark("Error: " + err.Error())
	}
}

// command cuts the colon off a line that is for the console itself. A smile is not.
func command(typed string) (string, bool) {
	name, ok := strings.CutPrefix(typed, ":")
	return name, ok && name != "" && unicode.IsLetter(rune(name[0]))
}

// read reads a typed line: a whole line of a script, a button's number, or what the side at the keyboard says.
func (c *Console) read(typed string) (Input, error) {
	if comment(typed) || expectation(typed) {
		return Input{}, nil
	}
	if typed[0] != '#' {
		if in, err := c.cfg.Read(typed); err == nil || prefixed(typed) {
			return in, err
		}
	}
	desk := c.side()
	if in, ok := c.numbered(desk, typed); ok {
		return in, nil
	}
	return c.cfg.Read(prefix(desk, typed) + typed)
}

// comment reports whether a line is a script's comment. An order number may begin with # too.
func comment(typed string) bool { return typed == "#" || strings.HasPrefix(typed, "# ") }

// expectation reports whether a line is what a script expects to come.
func expectation(typed string) bool {
	return strings.HasPrefix(typed, "bot<") || strings.HasPrefix(typed, "desk<")
}

// prefixed reports whether a line says who does it.
func prefixed(typed string) bool {
	return strings.HasPrefix(typed, "buyer>") || strings.HasPrefix(typed, "desk>") || strings.HasPrefix(typed, "desk(")
}

// prefix is what a script would have before a line of one side. What an agent just types stays on the desk.
func prefix(desk bool, typed string) string {
	switch {
	case !desk:
		return "buyer> "
	case typed[0] == '[', strings.HasPrefix(typed, "reply:"), strings.HasPrefix(typed, "note:"):
		return "desk>  "
	}
	return "desk>  note: "
}

// numbered reads a number as a button's, unless the buyer was asked for something that may be a number.
func (c *Console) numbered(desk bool, typed string) (Input, bool) {
	n, err := strconv.Atoi(typed)
	opts := c.buttons(desk)
	if err != nil || n < 1 || n > len(opts) || typed[0] == '+' {
		return Input{}, false
	}
	if list := c.from(0); !desk && list[latestWithOptions(list)].takesWords() {
		return Input{}, false
	}
	return Input{Desk: desk, Do: Presses, Option: opts[n-1].ID}, true
}
