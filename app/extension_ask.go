package app

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// answerRests is how long nobody may press before the answer of an earlier day wears
// off. A desk that is never logged off has no start in the morning; a pause of a
// night shift is shorter.
const answerRests = 4 * time.Hour

// wornOff reports whether the answer that counts is one of an earlier day, and of
// somebody who has not pressed for long.
func (r *resident) wornOff(now *ready) bool {
	if !now.AgentIDByDay() || time.Now().Unix()-r.used.Load() < int64(answerRests/time.Second) {
		return false
	}
	first, last := r.p.Days()
	return first != last
}

// newDay asks anew where the answer has worn off. It runs on the goroutine of a
// press, of which nothing will be sent, and returns when that can be told.
func (r *resident) newDay(ctx context.Context) {
	done := make(chan struct{})
	r.post(func() {
		defer close(done)
		r.p.CountAnswersFrom(env.Today())
		r.reloaded()
	})
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// use notes that the person is there.
func (r *resident) use() { r.used.Store(time.Now().Unix()) }

// firstQuestions asks for what is missing at the start. The extension is asked for
// at log-on, too, where IT wants that; the settings window opens by itself only for
// a person who started us by hand, and anybody else is told once.
func (r *resident) firstQuestions(background bool) {
	if r.current.Load().AsksAgentID() {
		r.post(r.ask)
	}
	switch {
	case len(r.missing()) == 0 || r.practice != nil:
	case background:
		time.AfterFunc(setUpWithin, func() { r.post(r.tellNotSetUp) })
	default:
		r.post(func() { r.menu(itemSettings) })
	}
}

// ask asks the person whose extension counts: in a small window, and where there
// can be none by a notification that says how to answer. That one comes also where
// outcomes are told by the icon alone.
func (r *resident) ask() {
	if r.openSmall("--extension", r.askByNote) != nil {
		r.askByNote()
	}
}

func (r *resident) askByNote() {
	if r.state.unseen() {
		return // an unknown outcome keeps its place; the icon says that set-up is missing
	}
	r.asking = true
	r.p.Warn(r.p.Words.AskExtension())
	r.notifier.Show(notify.Note{Summary: r.heading(), Body: r.p.Words.AskExtension(), Urgent: true})
}

// answeredByNote takes the question off the screen, where it would stand. An unknown
// outcome that came meanwhile has taken its place, and keeps it.
func (r *resident) answeredByNote() {
	r.asking = false
	if r.state.unseen() {
		return
	}
	body := r.p.Words.ExtensionTaken()
	if r.current.Load().AgentID == "" {
		body = r.p.Words.MissingSetting(string(settings.AgentID)) // it is asked for no more
	}
	r.notifier.Show(notify.Note{Summary: r.heading(), Body: body, Expire: noteLasts})
}

// heading heads a notification that tells no outcome.
func (r *resident) heading() string { return r.p.Words.Heading(r.current.Load().AgentID) }
