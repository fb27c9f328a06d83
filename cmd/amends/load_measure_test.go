package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// usage is what a process has used so far.
type usage struct {
	processor time.Duration // user and system
	resident  int           // KB at the moment
	most      int           // KB at most since its start
}

// ticks is what /proc counts processor time in, a second: USER_HZ, which is 100 on all machines that Go runs on.
const ticks = 100

// used reads what a process has used.
func (p *process) used(t testing.TB) usage {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		t.Skipf("this machine does not tell what a process uses: %v", err)
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:])) // from the third on: proc(5)
	number := func(text string) int {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("read /proc: %v", err)
		}
		return n
	}
	u := usage{processor: time.Duration(number(fields[11])+number(fields[12])) * time.Second / ticks}
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		switch f := strings.Fields(line); f[0] {
		case "VmRSS:":
			u.resident = number(f[1])
		case "VmHWM:":
			u.most = number(f[1])
		}
	}
	return u
}

// turns is how many turns the server has been given since its start: each adds one entry to a stream.
func (r *redisServer) turns(t testing.TB) int {
	t.Helper()
	conn, err := net.Dial("unix", r.socket())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.WriteString(conn, "INFO commandstats\r\n"); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(conn)
	for {
		line, err := in.ReadString('\n')
		if err != nil || line == "\r\n" {
			return 0
		}
		if rest, ok := strings.CutPrefix(line, "cmdstat_xadd:calls="); ok {
			count, _, _ := strings.Cut(rest, ",")
			n, err := strconv.Atoi(count)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
}

// traffic is what a Redis was sent in a while: commands of clients, what scripts do left out.
type traffic struct {
	commands map[string]int
	turns    int
}

func (x traffic) total() int {
	n := 0
	for _, count := range x.commands {
		n += count
	}
	return n
}

// String names the commands, the most frequent first, for each turn.
func (x traffic) String() string {
	names := make([]string, 0, len(x.commands))
	for name := range x.commands {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return x.commands[b] - x.commands[a] })
	var b strings.Builder
	for _, name := range names {
		fmt.Fprintf(&b, "\n  %.2f %s", float64(x.commands[name])/float64(max(x.turns, 1)), name)
	}
	return b.String()
}

// listen counts commands for a while, by MONITOR: every command is a line that names its client, or lua for those within a script.
// Every turn adds one entry to a stream.
func (r *redisServer) listen(t testing.TB, d time.Duration) traffic {
	t.Helper()
	conn, err := net.Dial("unix", r.socket())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "MONITOR\r\n"); err != nil {
		t.Fatal(err)
	}
	if err := conn.SetReadDeadline(time.Now().Add(d)); err != nil {
		t.Fatal(err)
	}
	x := traffic{commands: map[string]int{}}
	in := bufio.NewReaderSize(conn, 1<<20)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return x // the time is over
		}
		_, rest, ok := strings.Cut(line, " [")
		if !ok {
			continue
		}
		from, call, _ := strings.Cut(rest, "] ")
		name := nameOf(call)
		if strings.HasSuffix(from, "lua") {
			if strings.HasPrefix(name, "xadd") {
				x.turns++
			}
			continue
		}
		x.commands[name]++
	}
}

var keyKind = regexp.MustCompile(`\{s[0-9]+\}:([a-z]+)`)

// nameOf names a command with the first three kinds of keys that it works on, which tells the scripts from each other.
func nameOf(call string) string {
	name, rest, _ := strings.Cut(strings.TrimSpace(call), " ")
	name = strings.ToLower(strings.Trim(name, `"`))
	kinds := []string{name}
	if name == "evalsha" || name == "eval" {
		kinds[0] = "script on"
	}
	for _, m := range keyKind.FindAllStringSubmatch(rest[:min(400, len(rest))], 3) {
		kinds = append(kinds, m[1])
	}
	return strings.Join(kinds, " ")
}

// quantile is the value below which a share of the list lies; the list is sorted.
func quantile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}
