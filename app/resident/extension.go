package resident

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// The extension belongs to the person: a wrong one holds somebody else's call. Which one
// counts is decided by package settings; this file keeps and asks for the one that the
// person gave by hand.

// answerIdleLimit is the time without a press after which an answer from an earlier day
// expires. A desk where nobody logs off has no new log-on in the morning; a break in a
// night shift is shorter than this.
const answerIdleLimit = 4 * time.Hour

// startNewDay asks again after the answer has expired. It runs on the goroutine of a press
// that will not be sent, and returns when that outcome can be shown.
func (r *resident) startNewDay(ctx context.Context) {
	done := make(chan struct{})
	r.post(func() {
		defer close(done)
		r.p.CountAnswersFrom(env.Today())
		r.reloadSettings()
	})
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// askExtension asks the person for the extension: in a small window, or where none can open
// by a notification that says how to answer. That notification comes with feedback "icon" too.
func (r *resident) askExtension() {
	if r.openSmall("--extension", r.askExtensionByNote) != nil {
		r.askExtensionByNote()
	}
}

func (r *resident) askExtensionByNote() {
	if r.screen.state.unseen() {
		return // an unknown outcome stays on screen; the icon shows that set-up is missing
	}
	r.hints.asking = true
	r.p.Warn(r.p.Words.AskExtension())
	r.screen.notifier.Show(notify.Note{Summary: r.heading(), Body: r.p.Words.AskExtension(), Urgent: true})
}

// replaceQuestion replaces the question, which does not expire, by a confirmation. An
// unknown outcome that has replaced the question stays.
func (r *resident) replaceQuestion() {
	r.hints.asking = false
	if r.screen.state.unseen() {
		return
	}
	body := r.p.Words.ExtensionTaken()
	if r.live.current.Load().AgentID == "" {
		body = r.p.Words.MissingSetting(string(settings.AgentID)) // IT switched the question off
	}
	r.screen.notifier.Show(notify.Note{Summary: r.heading(), Body: body, Expire: noteDuration})
}

func (v *live) markUsed() { v.lastUse.Store(time.Now().Unix()) }

// answerExpired reports whether the answer in force was given on an earlier day and nobody
// has pressed for [answerIdleLimit].
func (v *live) answerExpired(now *ready) bool {
	if !now.AgentIDByDay() || time.Now().Unix()-v.lastUse.Load() < int64(answerIdleLimit/time.Second) {
		return false
	}
	first, last := v.p.Days()
	return first != last
}

// restoreLastUse sets the time of the last press: now, or after an upgrade that of the older
// process, if its answer is still in force.
func (v *live) restoreLastUse() {
	v.markUsed()
	if !v.p.Resumed || v.p.Chosen == nil {
		return
	}
	if c := v.p.Chosen.Load(); c != nil && c.Used > 0 {
		v.lastUse.Store(c.Used)
	}
}

// handOver saves the answer in force for the program that replaces this one.
func (v *live) handOver() {
	c := v.p.Chosen.Load()
	if c == nil || c.Logon != v.p.LogonName() {
		return
	}
	left := *c
	if left.Used = 0; left.Answered(v.p.AnswerDays()) != "" {
		left.Used = v.lastUse.Load()
	}
	if _, err := env.Within(env.WriteWithin, func() (none struct{}, err error) { return none, v.p.WriteChoice(left) }); err != nil {
		v.log.Warn("the extension was not handed over", "err", err)
	}
}
