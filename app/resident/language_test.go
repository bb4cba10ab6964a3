//go:build !windows

package resident

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// speaking is an office whose program detects its language as the real one does, with that
// locale.
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
		{"nothing is set", "", nil, policy.Policy{}, "Ready"},
		{"as the desktop", "es_CO.UTF-8", nil, policy.Policy{}, "Listo"},
		{"the desktop's is one that we lack", "de_DE.UTF-8", nil, policy.Policy{}, "Ready"},
		{"the agent's own", "es_CO.UTF-8", settings.Raw{"language": "pt"}, policy.Policy{}, "Pronto"},
		{"IT's before the agent's", "es_CO.UTF-8", settings.Raw{"language": "pt"}, policy.Policy{Enforced: settings.Raw{"language": "en"}}, "Ready"},
		{"the agent's before what IT suggests", "es_CO.UTF-8", settings.Raw{"language": "pt"}, policy.Policy{Defaults: settings.Raw{"language": "en"}}, "Pronto"},
		{"IT says: as the desktop", "es_CO.UTF-8", settings.Raw{"language": "pt"}, policy.Policy{Enforced: settings.Raw{"language": "auto"}}, "Listo"},
		{"a value that is none", "pt_BR.UTF-8", settings.Raw{"language": "fr"}, policy.Policy{}, "Pronto"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := speaking(t, tt.locale, tt.user)
			o.Set = tt.set
			if got := o.P.Words.Ready(); got != tt.want {
				t.Errorf("a command: got %q, want %q", got, tt.want)
			}
			o.P.Words.Language = new(words.Language)
			o.r.live.Reload()
			if got := o.P.Words.Ready(); got != tt.want {
				t.Errorf("the resident: got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestAChangedLanguageCountsAtOnce: menu and tooltip follow, without a restart.
func TestAChangedLanguageCountsAtOnce(t *testing.T) {
	o := speaking(t, "en_US.UTF-8", mine)
	o.r.live.Reload()
	for _, tt := range []struct{ language, tooltip, item string }{
		{"es", "Wolkvox Hold · Listo · Extensión 12435", "Cambiar hold"},
		{"pt", "Wolkvox Hold · Pronto · Ramal 12435", "Alternar hold"},
		{"auto", "Wolkvox Hold · Ready · Extension 12435", "Toggle hold"},
	} {
		o.Save(settings.Raw{"language": tt.language})
		o.r.reloadSettings()
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
	o.r.live.LogTroubles()
	if got := o.log.String(); !strings.Contains(got, english) || strings.Contains(got, spanish) {
		t.Errorf("the log: %s", got)
	}

	// A resident answers in the language of the request.
	o.r.screen.notifier = new(notify.Notifier)
	for language, want := range map[string]string{"en": "The icon is gone", "es": "El ícono desapareció", "pt": "O ícone desapareceu", "": "The icon is gone"} {
		s, err := json.Marshal(o.r.status("tray_lost", o.P.Words.In(language)))
		if err != nil || !strings.Contains(string(s), want) {
			t.Errorf("status in %q: got %s (%v), want %q in it", language, s, err, want)
		}
	}
}
