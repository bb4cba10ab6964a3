package resident

import (
	"context"
	"os/exec"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// Practice is a process of its own, beside the real resident. No press is taken for the other
// kind:
//
//   - While practice is open, the real resident sends nothing, whatever a press comes from. An
//     agent who practises with the usual key by habit touches no call. One who means a real call
//     is told at once that it did not change, and to close practice.
//   - The real resident keeps its key, so that key never ends in a message of practice, which
//     could be read as an outcome. Practice names a key of its own.
//
// Practice holds a connection to the real resident for that. It ends with either: after a crash
// of practice presses are sent again, and practice does not outlive the resident, whose successor
// would not know of it. A resident that starts ends a practice from before, for the same reason.

// heldBack are the connections of practice. No press is sent while there is one.
type heldBack struct {
	mu    sync.Mutex
	conns map[*channel.Conn]bool
}

// now reports whether presses are held back.
func (h *heldBack) now() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.conns) > 0
}

// set adds a connection, or removes it.
func (h *heldBack) set(c *channel.Conn, open bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !open {
		delete(h.conns, c)
		return
	}
	if h.conns == nil {
		h.conns = map[*channel.Conn]bool{}
	}
	h.conns[c] = true
}

// clear removes all connections.
func (h *heldBack) clear() {
	h.mu.Lock()
	defer h.mu.Unlock()
	clear(h.conns)
}

// holdBack sends no press until ctx, the connection c of practice, ends.
func (r *resident) holdBack(ctx context.Context, c *channel.Conn) {
	r.held.set(c, true)
	r.post(r.practiceChanged)
	context.AfterFunc(ctx, func() {
		r.held.set(c, false)
		r.post(r.practiceChanged)
	})
}

// practiceChanged shows whether practice is open; it runs on the loop.
func (r *resident) practiceChanged() {
	open := r.held.now()
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
	if r.windows.practice != nil || r.held.now() {
		return
	}
	failed := func(err error) {
		r.log.Warn("practice did not start", "err", err)
		r.lateNote(r.p.Words.PracticeNotStarted())
	}
	find := func() (string, error) { return env.ResidentProgram(), nil }
	child, err := r.startChild(find, func(_ *exec.Cmd, err error) {
		r.windows.practice = nil
		if err != nil && r.ctx.Err() == nil {
			failed(err)
		}
	}, "practice")
	if err != nil {
		failed(err)
		return
	}
	r.windows.practice = child
}

// closePractice ends practice, and sends presses again even if it does not answer: it cannot
// send any itself. It waits for the end.
func (r *resident) closePractice() {
	_ = residentapi.End(r.ctx, r.p, true) // the error says that there is none, or one that hangs
	r.held.clear()
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
