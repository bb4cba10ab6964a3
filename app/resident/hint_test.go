package resident

import (
	"context"
	"os"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/dialog"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/openwindows"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// TestToldOnceThatItIsNotSetUp: only after a log-on, and only if nothing else says so.
func TestToldOnceThatItIsNotSetUp(t *testing.T) {
	nobodys := settings.Raw{"server": "0042"}
	for _, tt := range []struct {
		name    string
		user    settings.Raw
		arrange func(*office)
		want    bool
	}{
		{"the extension is missing", nobodys, func(*office) {}, true},
		{"nothing is missing", mine, func(*office) {}, false},
		{"the extension is asked for", nobodys, func(o *office) {
			o.Set = policy.Policy{Enforced: settings.Raw{"ask_agent_id": "start"}}
			o.r.live.Reload()
		}, false},
		{"the settings window is open", nobodys, func(o *office) {
			o.r.windows.HasDialogs = true
			o.r.windows.RunDialog = func(ctx context.Context, _ *env.Env, _ *dialog.Window, _ bool) error { <-ctx.Done(); return nil }
			o.r.windows.OpenDialog(openwindows.Settings, nil)
		}, false},
		{"this copy stands down", nobodys, func(o *office) { o.r.screen.state.Down = true }, false},
		{"the desktop shows no icons, which was told", nobodys, func(o *office) { o.r.hints.noHostShown = true }, false},
		{"the icon alone", settings.Raw{"feedback": "icon"}, func(*office) {}, false},
	} {
		o := newOffice(t, tt.user)
		if err := os.MkdirAll(o.P.StateFolder(), 0o700); err != nil {
			t.Fatal(err)
		}
		tt.arrange(o)
		told := func() (is bool) {
			defer func() { is = recover() != nil }() // there is no notifier: a note panics
			o.r.hintNotSetUp()
			return false
		}
		if got := told(); got != tt.want {
			t.Errorf("%s: told %v, want %v", tt.name, got, tt.want)
		}
		if told() {
			t.Errorf("%s: told twice", tt.name)
		}
	}
}
