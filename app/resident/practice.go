package resident

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/practice"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// holdBack sends no press until ctx, the connection c of practice, ends.
func (r *resident) holdBack(ctx context.Context, c practice.Connection) {
	r.windows.Practice.Set(c, true)
	r.post(r.practiceChanged)
	context.AfterFunc(ctx, func() {
		r.windows.Practice.Set(c, false)
		r.post(r.practiceChanged)
	})
}

// practiceChanged shows whether practice is open; it runs on the loop.
func (r *resident) practiceChanged() {
	open := r.windows.Practice.Any()
	if open == r.screen.state.Practice {
		return
	}
	r.screen.state.Practice = open
	r.log.Info("practice", "open", open)
	r.show(false)
	r.upgradeIfIdle()
}

// openPractice starts practice, unless it is being started or open.
func (r *resident) openPractice() {
	if !r.windows.Practice.Any() {
		r.windows.OpenPractice(func(err error) {
			r.log.Warn("practice did not start", "err", err)
			r.lateNote(r.p.Words.PracticeNotStarted())
		})
	}
}

// closePractice ends practice, and sends presses again even if it does not answer: it cannot
// send any itself, and without its connection it ends when it goes on. It waits for the end.
func (r *resident) closePractice() {
	_ = residentapi.End(r.ctx, r.p, true) // the error says that there is none, or one that hangs
	r.windows.Practice.End()
	r.post(r.practiceChanged)
}

// showInPractice makes a press that ends with that result.
func (r *resident) showInPractice(result hold.Result) {
	if r.practice == nil {
		return
	}
	forget := r.practice.ShowNext(result)
	r.press(hold.Menu, time.Now(), func(hold.Outcome) { forget() })
}

// practiceNoteLasts is how long the first notification of practice stays, where the desktop lets
// us choose: it is there to be read, and shown only once.
const practiceNoteLasts = 30 * time.Second

// tellPractice says how to press in practice; chord is empty where there is no hotkey.
func (r *resident) tellPractice(chord string) {
	r.p.Say(r.p.Words.PracticeStarted(r.live.Now().AgentID, chord))
	title, body := r.p.Words.PracticeNote(chord, r.practice.Beside)
	r.screen.notifier.Show(notify.Note{Summary: title, Body: body, Expire: practiceNoteLasts})
}
