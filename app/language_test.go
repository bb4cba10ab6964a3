//go:build !windows

package app

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// speaking is an office whose program finds its language as Main's does, on a
// desktop with that locale.
func speaking(t *testing.T, locale string, user settings.Raw) *office {
	o := newOffice(t, user)
	set := o.P.Getenv
	o.P.Getenv = func(k string) string {
		if k == "LC_ALL" {
			return locale
		}
		return set(k)
	}
	o.P.Words.Language = &words.Language{Find: o.P.Language}
	return o
}

func TestWhichLanguageIsSpoken(t *testing.T) {
	for _, tt := range []struct {
		name, locale string
		user         settings.Raw
		set          policy.Policy
		want         string
	}{
		{"nothing is set", "", nil, policy.Policy{}, "ready"},
		{"as the desktop", "es_CO.UTF-8", nil, policy.Policy{}, "listo"},
		{"the desktop's is one that we lack", "de_DE.UTF-8", nil, policy.Policy{}, "ready"},
		{"the agent's own", "es_CO.UTF-8", settings.Raw{"language": "pt"}, policy.Policy{}, "pronto"},
		{"IT's before the agent's", "es_CO.UTF-8", settings.Raw{"language": "pt"}, policy.Policy{Enforced: settings.Raw{"language": "en"}}, "ready"},
		{"the agent's before what IT suggests", "es_CO.UTF-8", settings.Raw{"language": "pt"}, policy.Policy{Defaults: settings.Raw{"language": "en"}}, "pronto"},
		{"IT says: as the desktop", "es_CO.UTF-8", settings.Raw{"language": "pt"}, policy.Policy{Enforced: settings.Raw{"language": "auto"}}, "listo"},
		{"a value that is none", "pt_BR.UTF-8", settings.Raw{"language": "fr"}, policy.Policy{}, "pronto"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := speaking(t, tt.locale, tt.user)
			o.Set = tt.set
			if got := o.P.Words.Ready(); got != tt.want {
				t.Errorf("a command: got %q, want %q", got, tt.want)
			}
			o.P.Words.Language = new(words.Language)
			o.r.reload()
			if got := o.P.Words.Ready(); got != tt.want {
				t.Errorf("the resident: got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestAChangedLanguageCountsAtOnce: menu and tooltip follow, without a restart.
func TestAChangedLanguageCountsAtOnce(t *testing.T) {
	o := speaking(t, "en_US.UTF-8", mine)
	o.r.reload()
	for _, tt := range []struct{ language, tooltip, item string }{
		{"es", "Wolkvox Hold: listo - extensión 12435", "Poner o quitar la espera"},
		{"pt", "Wolkvox Hold: pronto - ramal 12435", "Colocar ou tirar da espera"},
		{"auto", "Wolkvox Hold: ready - extension 12435", "Toggle hold"},
	} {
		o.Save(settings.Raw{"language": tt.language})
		o.r.reloaded()
		v := o.r.view()
		if v.Tooltip != tt.tooltip || v.Items[1].Label != tt.item {
			t.Errorf("%s: got %q and %q, want %q and %q", tt.language, v.Tooltip, v.Items[1].Label, tt.tooltip, tt.item)
		}
	}
}

// TestWhatProgramsReadIsEnglish: JSON and the log, whatever the person reads.
func TestWhatProgramsReadIsEnglish(t *testing.T) {
	o := speaking(t, "es_CO.UTF-8", settings.Raw{"server": "evil.com"})
	var out bytes.Buffer
	o.P.Stdout = &out
	ask := func(args ...string) string {
		t.Helper()
		out.Reset()
		runLine(t.Context(), o.P, args)
		return out.String()
	}
	const english, spanish = "is not a wolkvox server", "no es un servidor de wolkvox"
	if got := ask("config", "show", "--json"); !strings.Contains(got, english) || strings.Contains(got, spanish) {
		t.Errorf("config show --json: %s", got)
	}
	o.Err.Reset()
	if got := ask("config", "show"); !strings.Contains(got, "de fábrica") || !strings.Contains(o.Err.String(), spanish) {
		t.Errorf("config show: %s%s", got, &o.Err)
	}
	o.r.logTroubles()
	if got := o.log.String(); !strings.Contains(got, english) || strings.Contains(got, spanish) {
		t.Errorf("the log: %s", got)
	}

	toggled := residentapi.Plain(o.P.Words, hold.Toggled, "")
	for _, asJSON := range []bool{false, true} {
		out.Reset()
		_ = answer(o.P, toggled, asJSON)
		if want := map[bool]string{false: "wolkvox confirma: la espera cambió", true: "wolkvox confirms: hold toggled"}[asJSON]; !strings.Contains(out.String(), want) {
			t.Errorf("toggle, JSON %t: got %s, want %q", asJSON, &out, want)
		}
	}

	// A resident answers in the language of who asks.
	o.r.notifier = new(notify.Notifier)
	for language, want := range map[string]string{"en": "the tray icon is gone", "es": "el icono de la bandeja", "pt": "o ícone da bandeja", "": "the tray icon is gone"} {
		s, err := json.Marshal(o.r.status("tray_lost", o.P.Words.In(language)))
		if err != nil || !strings.Contains(string(s), want) {
			t.Errorf("status in %q: got %s (%v), want %q in it", language, s, err, want)
		}
	}
}

// TestCommandsSayNothingBeforeTheyRun: finding the language may read a settings file
// on a share that is gone, and a press must not wait for that.
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

// TestWrongUsageIsSaidInTheirLanguage: also what package flag finds wrong.
func TestWrongUsageIsSaidInTheirLanguage(t *testing.T) {
	o := speaking(t, "pt_BR.UTF-8", nil)
	for _, args := range [][]string{{"--nope"}, {"toggle", "--json=maybe"}, {"toggle", "---x"}, {"-="}, {"status", "--json", "--nope"}} {
		o.Err.Reset()
		bad := args[len(args)-1]
		code := runLine(t.Context(), o.P, args)
		if want := "não existe a opção \"" + bad + "\", ou não com esse valor. Veja: wolkvox-hold help\n"; code != env.ExitUsage || o.Err.String() != want {
			t.Errorf("%q: got exit %d and %q, want %q", args, code, &o.Err, want)
		}
	}
}
