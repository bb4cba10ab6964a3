//go:build nowindow

package resident

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/dialog"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// shownDialog is a dialog that a person sees until it is closed.
type shownDialog struct {
	extension bool
	ctx       context.Context
	close     chan error
}

// withDialogs gives the office a system that has dialogs, and no window program.
func withDialogs(t *testing.T, o *office) (shown chan shownDialog) {
	t.Helper()
	shown = make(chan shownDialog, 10)
	o.r.windows.HasDialogs = true
	o.r.windows.RunDialog = func(ctx context.Context, _ *env.Env, _ *dialog.Window, extension bool) error {
		d := shownDialog{extension, ctx, make(chan error, 1)}
		shown <- d
		select {
		case err := <-d.close:
			return err
		case <-ctx.Done():
			return nil
		}
	}
	o.r.screen.notifier = &notify.Notifier{Log: o.r.log}
	return shown
}

// IT's question at the log-on opens a dialog, and where that fails too the notification asks.
func TestTheQuestionInADialog(t *testing.T) {
	o := newOffice(t, mine)
	shown := withDialogs(t, o)
	o.Set = policy.Policy{Enforced: settings.Raw{"ask_agent_id": "start"}}
	o.r.live.Reload()
	o.r.askAtStart(true)
	(<-o.r.posted)()
	d := <-shown
	if !d.extension || o.r.hints.asking {
		t.Error("another dialog was opened, or a notification asks too")
	}
	d.close <- errors.New("no desktop")
	(<-o.r.posted)()
	if !o.r.hints.asking || !strings.Contains(o.Err.String(), o.P.Words.AskExtension()) {
		t.Errorf("nobody asks; standard error: %s", &o.Err)
	}

	o.r.hints.asking = false
	o.r.screen.state.UnknownAt = time.Now()
	o.r.askExtension()
	d = <-shown // a dialog takes no notification's place
	d.close <- errors.New("no desktop")
	(<-o.r.posted)()
	if o.r.hints.asking {
		t.Error("the question takes the place of an unknown outcome")
	}
}

// A window that cannot be shown asks the resident for a dialog, which only some systems have.
func TestAWindowAsksForADialog(t *testing.T) {
	o := newOffice(t, mine)
	ask := func(data string) string {
		return o.r.answer(t.Context(), nil, channel.Message{Op: residentapi.OpDialog, Data: []byte(data)}).Err
	}
	if got := ask(`{}`); got != "no_window" || len(o.r.posted) > 0 {
		t.Errorf("without dialogs: got %q", got)
	}
	shown := withDialogs(t, o)
	for _, data := range []string{`{"extension":true}`, `{}`, `{"extension":true}`, `garbage`} {
		if got := ask(data); got != "" {
			t.Errorf("%s: got %q", data, got)
		}
		(<-o.r.posted)()
	}
	for range 2 {
		(<-shown).close <- errors.New("no desktop")
		(<-o.r.posted)() // which shows a notification
	}
	if len(shown) > 0 || strings.Count(o.log.String(), "no dialog") != 2 {
		t.Errorf("the log: %s", &o.log)
	}
}
