package cli

import (
	"bytes"
	"flag"
	"io"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/desk"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// TestATokenPastedByMistakeIsNotRepeated: terminal output ends up in screenshots and
// tickets.
func TestATokenPastedByMistakeIsNotRepeated(t *testing.T) {
	const token = "0123456789abcdef0123456789abcdef0123456789abcdef0123"
	for _, line := range []string{"", "toggle", "status", "quit", "settings", "version", "doctor", "config", "config show", "config get",
		"config unset", "config set", "config get server", "token", "token set", "token clear", "token status", "practice", "practice toggle", "help", "--"} {
		var out bytes.Buffer
		p := &env.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }}
		code := Run(t.Context(), p, append(strings.Fields(line), token))
		if code == env.ExitDone && line != "help" || strings.Contains(out.String(), token[8:]) {
			t.Errorf("%s: exit %d, said %q", line, code, out.String())
		}
	}
}

// TestASettingThatARunningResidentDoesNotHearOf is saved, and that it may not count yet is said.
func TestASettingThatARunningResidentDoesNotHearOf(t *testing.T) {
	for line, saved := range map[string]any{"config set agent_id 555": "555", "config unset agent_id": nil} {
		o := desk.New(t, settings.Raw{"server": "0042", "agent_id": "12435"})
		lock, err := instance.Acquire(t.Context(), o.P.Places(false), instance.Resident, false) // it has no channel
		if err != nil {
			t.Fatal(err)
		}
		code := Run(t.Context(), o.P, strings.Fields(line))
		lock.Release()
		raw, err := o.File().Load()
		if said := o.Err.String(); err != nil || code != env.ExitFailed || raw["agent_id"] != saved || said != o.P.Words.SavedNotUsed()+"\n" {
			t.Errorf("%s: exit %d, saved %v, said %q", line, code, raw["agent_id"], said)
		}
	}
}

// TestCommandsSayNothingBeforeTheyRun: finding the language may read a settings file on an
// unreachable share, and a press must not wait for that.
func TestCommandsSayNothingBeforeTheyRun(t *testing.T) {
	p := &env.Env{Stdout: io.Discard, Stderr: io.Discard, Getenv: func(string) string { return "" }}
	p.Words.Language = &words.Language{Find: func() string { t.Error("a sentence was asked for"); return "" }}
	root := commandTree(p)

	for _, code := range words.Languages() {
		var visit func(c *commandline.Command)
		visit = func(c *commandline.Command) {
			w := words.Words{Language: words.In(code)}
			if w.Help(c.Short) == "" && !c.Hidden {
				t.Errorf("%s: %s has no line of help: words has no help.%s", code, c.Path(), c.Short)
			}
			c.Flags().VisitAll(func(f *flag.Flag) {
				if w.Help(f.Usage) == "" {
					t.Errorf("%s: %s --%s has no line of help: words has no help.%s", code, c.Path(), f.Name, f.Usage)
				}
			})
			for _, sub := range c.Listed() {
				visit(sub)
			}
		}
		visit(root)
	}
}

// TestWrongUsageIsSaidInTheirLanguage: also errors that package flag finds.
func TestWrongUsageIsSaidInTheirLanguage(t *testing.T) {
	o := desk.New(t, settings.Raw{"language": "pt"})
	o.P.Words.Language = &words.Language{Find: o.P.Language}
	for _, args := range [][]string{{"--nope"}, {"toggle", "--json=maybe"}, {"toggle", "---x"}, {"-="}, {"status", "--json", "--nope"}} {
		o.Err.Reset()
		bad := args[len(args)-1]
		code := Run(t.Context(), o.P, args)
		if want := "Não existe a opção \"" + bad + "\", ou ela não aceita esse valor. Veja: wolkvox-hold help\n"; code != env.ExitUsage || o.Err.String() != want {
			t.Errorf("%q: got exit %d and %q, want %q", args, code, &o.Err, want)
		}
	}
}
