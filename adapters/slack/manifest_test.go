package slack

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"amends/adapters/slack/slackfake"
)

// source is the package's code without its tests.
func source(t *testing.T) []*ast.File {
	t.Helper()
	var files []*ast.File
	for _, e := range must(os.ReadDir("."))(t) {
		if strings.HasSuffix(e.Name(), ".go") && !strings.HasSuffix(e.Name(), "_test.go") {
			files = append(files, must(parser.ParseFile(token.NewFileSet(), e.Name(), nil, 0))(t))
		}
	}
	return files
}

// calls are the methods of the Slack client that the code calls: whatever is called on something named api.
func calls(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	for _, file := range source(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			switch on := call.X.(type) {
			case *ast.SelectorExpr:
				found[call.Sel.Name] = found[call.Sel.Name] || on.Sel.Name == "api"
			case *ast.Ident:
				found[call.Sel.Name] = found[call.Sel.Name] || on.Name == "api"
			}
			return true
		})
	}
	maps.DeleteFunc(found, func(_ string, is bool) bool { return !is })
	delete(found, "Host") // of Config.API, parsed
	delete(found, "Scheme")
	return found
}

func TestTheManifestAsksForWhatTheCodeCalls(t *testing.T) {
	t.Parallel()
	called := calls(t)
	if len(called) < 10 {
		t.Fatalf("only %d calls were found: is the client still called api?", len(called))
	}
	for _, a := range accesses() {
		if !called[a.call] {
			t.Errorf("nothing calls %s (%s): its scopes %v are not needed", a.call, a.method, a.scopes)
		}
		delete(called, a.call)
	}
	for call := range called {
		t.Errorf("%s is called, and accesses does not say which scopes it wants", call)
	}
}

func TestTheManifestSubscribesToWhatTheCodeReads(t *testing.T) {
	t.Parallel()
	read := map[string]bool{}
	for _, file := range source(t) {
		if file.Name.Name != "slack" {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if f, ok := n.(*ast.FuncDecl); ok && f.Name.Name == "subscriptions" {
				return false
			}
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				read[strings.Trim(lit.Value, `"`)] = true
			}
			return true
		})
	}
	for event := range subscriptions() {
		name, _, _ := strings.Cut(event, ".")
		if !read[name] {
			t.Errorf("nothing reads the event %s", event)
		}
	}
	for _, event := range slackfake.AllEvents() {
		if _, asked := subscriptions()[event]; read[event] && !asked {
			t.Errorf("the event %s is read, and the manifest does not subscribe to it", event)
		}
	}
}

func TestTheManifest(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", "https://desk.example.com/"} {
		data := must(Manifest(ManifestOptions{Seller: "Ñandú & Søns Trading Company of the North", URL: url, Texts: texts(t), Lang: "es"}))(t)
		var m slack.Manifest
		if err := json.Unmarshal(data, &m); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(m.OAuthConfig.Scopes.Bot, Scopes()) || len(m.Display.Name) == 0 || characters(m.Display.Name) > maxAppName {
			t.Errorf("the manifest reads\n%s", data)
		}
		if m.Features.BotUser.DisplayName != "and-sns-trading-company-of-the-north" && m.Features.BotUser.DisplayName != "and--sns-trading-company-of-the-north" {
			t.Errorf("the bot is called %q", m.Features.BotUser.DisplayName)
		}
		if m.Settings.SocketModeEnabled != (url == "") {
			t.Errorf("with the URL %q Socket Mode is %t", url, m.Settings.SocketModeEnabled)
		}
		if want := "https://desk.example.com/slack/events"; url != "" && m.Settings.EventSubscriptions.RequestUrl != want {
			t.Errorf("events go to %q, want %q", m.Settings.EventSubscriptions.RequestUrl, want)
		}
	}
	for _, url := range []string{"http://desk.example.com", "desk.example.com", "https://x?y=1", "https://u:p@x.org", "https://"} {
		if _, err := Manifest(ManifestOptions{Seller: "S", URL: url, Texts: texts(t)}); err == nil {
			t.Errorf("the URL %q was taken", url)
		}
	}
}

// The code runs with exactly the scopes and events of its manifest: the fake refuses what is not granted.
func TestTheScopesAreEnough(t *testing.T) {
	t.Parallel()
	f := newFloor(t, "socket", func(_ *Config, o *slackfake.Options) {
		o.Scopes, o.Events = Scopes(), slices.Collect(maps.Keys(subscriptions()))
	})
	f.reply(f.ana, bag, "what now?")
	f.next()
	f.whispered(f.ana, 1)
	f.opens(f.ana, bag, "amends:details")
	f.ana.OpenHome()
	f.until("her home is shown", func() bool { _, ok := f.slack.Home(f.ana.ID); return ok })
	f.wait(must(f.ana.Command(f.desk, "/amends", "open"))(t))
	for _, call := range f.slack.Calls("") {
		if call.Error == "missing_scope" {
			t.Errorf("%s wants a scope that the manifest lacks", call.Method)
		}
	}
}

func TestExamine(t *testing.T) {
	t.Parallel()
	s := slackfake.New(slackfake.Options{Scopes: Scopes()})
	t.Cleanup(s.Close)
	desk, _ := s.Desk("returns", "ana")
	wrong := func(change func(*Config)) []string {
		cfg := Config{BotToken: s.BotToken(), AppToken: s.AppToken(), API: s.URL(), Channel: desk, Texts: texts(t)}
		change(&cfg)
		var list []string
		for _, f := range must(New(cfg))(t).Examine(t.Context()) {
			if f.Err != nil {
				list = append(list, f.What)
			}
		}
		return list
	}
	alone := s.AddChannel(slackfake.Channel{Name: "without-the-app"})
	for _, c := range []struct {
		name   string
		change func(*Config)
		want   string
	}{
		{"all is well", func(*Config) {}, ""},
		{"a wrong bot token", func(c *Config) { c.BotToken = "xoxb-1" }, "token"},
		{"a wrong app token", func(c *Config) { c.AppToken = "xapp-1" }, "socket"},
		{"no such channel", func(c *Config) { c.Channel = "C404" }, "channel"},
		{"not a member", func(c *Config) { c.Channel = alone.ID }, "channel"},
	} {
		if got := strings.Join(wrong(c.change), " "); got != c.want {
			t.Errorf("%s: wrong is %q, want %q", c.name, got, c.want)
		}
	}
	few := slackfake.New(slackfake.Options{Scopes: []string{"chat:write", "channels:read"}})
	t.Cleanup(few.Close)
	desk, _ = few.Desk("returns")
	found := must(New(Config{BotToken: few.BotToken(), API: few.URL(), Channel: desk, Texts: texts(t)}))(t).Examine(t.Context())
	if found[1].What != "scopes" || found[1].Err == nil || !strings.Contains(found[1].Err.Error(), "files:write") {
		t.Errorf("without most scopes it finds %+v", found)
	}
}
