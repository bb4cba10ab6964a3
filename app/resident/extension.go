package resident

import (
	"context"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/openwindows"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// The extension belongs to the person: a wrong one holds somebody else's call. Which one
// counts is decided by package settings; this file keeps and asks for the one that the
// person gave by hand.

// startNewDay asks again after the answer has expired. It runs on the goroutine of a press
// that will not be sent, and returns when that outcome can be shown.
func (r *resident) startNewDay(ctx context.Context) {
	r.call(ctx, func() {
		r.p.CountAnswersFrom(env.Today())
		r.reloadSettings()
	})
}

// askExtension asks the person for the extension: in a small window or a dialog, or where none can
// open by a notification that says how to answer. That notification comes with feedback "icon" too.
func (r *resident) askExtension() {
	r.openSmall(openwindows.Extension, r.askExtensionByNote)
}

func (r *resident) askExtensionByNote() {
	if r.screen.state.Unseen() {
		return // an unknown outcome stays on screen; the icon shows that set-up is missing
	}
	r.hints.asking = true
	r.p.Warn(r.p.Words.AskExtension())
	r.screen.notifier.Show(notify.Note{Summary: r.p.Words.HintTitle("ask_extension", ""), Body: r.p.Words.AskExtension(), Urgent: true})
}

// replaceQuestion replaces the question, which does not expire, by a confirmation. An
// unknown outcome that has replaced the question stays.
func (r *resident) replaceQuestion() {
	r.hints.asking = false
	if r.screen.state.Unseen() {
		return
	}
	body := r.p.Words.ExtensionTaken()
	if r.live.Now().AgentID == "" {
		body = r.p.Words.MissingSetting(string(settings.AgentID)) // IT switched the question off
	}
	r.screen.notifier.Show(notify.Note{Summary: r.heading(), Body: body, Expire: noteDuration})
}
