// Package openwindows opens windows for the resident: the settings window and the small ones,
// each a process of the window program, and where that cannot run a dialog of the system in
// its place. It knows which are open; what is told about one that cannot be opened is decided
// by the caller.
package openwindows

import (
	"context"
	"log/slog"
	"os/exec"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/child"
	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
	"github.com/wolkvox-hold/wolkvox-hold/app/dialog"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
	"github.com/wolkvox-hold/wolkvox-hold/app/practice"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settingsdialog"
)

// Windows are the windows that the resident opened. The resident's loop owns them, apart from
// [Windows.WaitForFocus] and Practice: every other method is called there.
type Windows struct {
	Log    *slog.Logger
	Closed func()      // called on the loop when one has closed
	Unseen func() bool // whether an unknown outcome must stay on screen; called on the loop

	// Practice tells whether practice is open, however it was started. Any goroutine may ask.
	Practice practice.Connections

	ctx  context.Context // ends with the resident, and with it the dialogs
	env  *env.Env
	post func(func()) // runs a function on the loop

	settings *exec.Cmd               // the settings window; nil if it is not open
	practice *exec.Cmd               // practice, started from the menu; nil if it is not
	wanted   bool                    // it was wanted again while it was starting or ending
	small    map[Kind]*exec.Cmd      // the small windows
	dialogs  map[Kind]*dialog.Window // what is open in the place of a window
	focus    focusRequests

	// Replaced in tests.
	HasDialogs   bool
	RunDialog    func(ctx context.Context, p *env.Env, w *dialog.Window, extension bool) error
	StartProgram func(*exec.Cmd) error
}

// Kind is a kind of window, by the flag of the window program that opens it.
type Kind string

// The kinds of windows.
const (
	Settings  Kind = ""
	Extension Kind = "--extension"
	Hotkey    Kind = "--hotkey"
)

// New returns windows of which none is open. Post runs a function on the resident's loop; ctx
// ends with the resident.
func New(ctx context.Context, p *env.Env, post func(func())) *Windows {
	return &Windows{
		ctx: ctx, env: p, post: post,
		small: map[Kind]*exec.Cmd{}, dialogs: map[Kind]*dialog.Window{},
		HasDialogs: dialog.Available, RunDialog: settingsdialog.Run, StartProgram: child.Start,
	}
}

// IsOpen reports whether any window or dialog is.
func (w *Windows) IsOpen() bool {
	return w.settings != nil || len(w.small) > 0 || len(w.dialogs) > 0
}

// SettingsAreOpen reports whether the settings window is, or the dialog in its place.
func (w *Windows) SettingsAreOpen() bool {
	return w.settings != nil || w.dialogs[Settings] != nil
}

// WaitForFocus is called for a settings window that is open, perhaps started by another
// process. It returns true when that is to show itself, and false after
// [residentapi.FocusWait].
func (w *Windows) WaitForFocus(ctx context.Context) bool {
	w.post(func() { w.wanted = false }) // it is open
	return w.focus.wait(ctx)
}

// focusRequests passes a request for focus to the settings window that is open.
type focusRequests struct {
	mu      sync.Mutex
	windows map[chan struct{}]bool
}

// wait is called by a window; it returns true when the window is wanted, and false
// after [residentapi.FocusWait].
func (r *focusRequests) wait(ctx context.Context) bool {
	wanted := make(chan struct{}, 1)
	r.mu.Lock()
	if r.windows == nil {
		r.windows = map[chan struct{}]bool{}
	}
	r.windows[wanted] = true
	r.mu.Unlock()
	defer func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.windows, wanted)
	}()
	ctx, cancel := context.WithTimeout(ctx, residentapi.FocusWait)
	defer cancel()
	select {
	case <-wanted:
		return true
	case <-ctx.Done():
		return false
	}
}

// request asks every window that is open to show itself, and returns false if none is.
func (r *focusRequests) request() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for wanted := range r.windows {
		newest.Wake(wanted)
	}
	return len(r.windows) > 0
}

// OpenSmall opens a small window. It replaces one of the same kind that is already open,
// perhaps behind others; the settings window stays. If the window program ends with an error,
// as it does without OpenGL, a dialog takes its place. Failed is called on the loop if there is
// none either, except while an unknown outcome must stay on screen.
func (w *Windows) OpenSmall(kind Kind, failed func()) {
	if w.raiseDialog(kind) {
		return
	}
	child, err := w.start(env.WindowProgram, func(child *exec.Cmd, err error) {
		if w.small[kind] != child {
			return
		}
		delete(w.small, kind)
		if err != nil && w.ctx.Err() == nil {
			w.OpenDialog(kind, w.later(failed))
		}
		w.Closed()
	}, "settings", string(kind))
	if err != nil {
		w.OpenDialog(kind, failed)
		return
	}
	if old := w.small[kind]; old != nil && old.Process != nil {
		_ = old.Process.Kill() // safe: it saves atomically
	}
	w.small[kind] = child
}

// OpenSettings opens the settings window, or gives the open one the focus. Without OpenGL the
// window program ends at once; then a dialog takes its place. Failed is called on the loop if
// there is none either, except while an unknown outcome must stay on screen. The error says that
// neither could be started; then failed is not called.
func (w *Windows) OpenSettings(failed func()) error {
	child.LetOthersComeForward() // a window that is open is another process
	if w.raiseDialog(Settings) || w.focus.request() {
		return nil
	}
	if w.settings != nil {
		w.wanted = true // it is starting or ending: reopen it if it has ended
		return nil
	}
	began := time.Now()
	child, err := w.start(env.WindowProgram, func(_ *exec.Cmd, err error) {
		w.settings = nil
		if err == nil && w.wanted && w.ctx.Err() == nil && w.OpenSettings(failed) == nil {
			return
		}
		w.wanted = false
		if err != nil && time.Since(began) < 10*time.Second && w.ctx.Err() == nil {
			w.OpenDialog(Settings, w.later(failed))
		}
		w.Closed()
	}, "settings")
	w.settings, w.wanted = child, false
	if err != nil && w.HasDialogs {
		w.OpenDialog(Settings, w.later(failed))
		return nil
	}
	return err
}

// OpenDialog opens the dialog that asks for the same as that window, unless it is open. It runs
// beside the loop and the presses. Failed is called on the loop: at once if this system has no
// such dialog, and if it cannot be shown, except while an unknown outcome must stay on screen.
func (w *Windows) OpenDialog(kind Kind, failed func()) {
	if !w.HasDialogs || kind == Hotkey {
		failed()
		return
	}
	if w.raiseDialog(kind) {
		return
	}
	shown := new(dialog.Window)
	w.dialogs[kind] = shown
	go func() {
		err := w.RunDialog(w.ctx, w.env, shown, kind == Extension)
		w.post(func() {
			delete(w.dialogs, kind)
			if err != nil && w.ctx.Err() == nil {
				w.Log.Warn("no dialog", "err", err)
				w.later(failed)()
			}
			w.Closed()
		})
	}()
}

// later returns failed for what is known some time after the click: an unknown outcome that came
// in the meantime stays on screen.
func (w *Windows) later(failed func()) func() {
	return func() {
		if !w.Unseen() {
			failed()
		}
	}
}

// raiseDialog brings that dialog to the front, and returns false if it is not open.
func (w *Windows) raiseDialog(kind Kind) bool {
	shown := w.dialogs[kind]
	if shown != nil {
		shown.Raise()
	}
	return shown != nil
}

// OpenPractice starts practice, unless it was started here and is open. Failed is called on the
// loop if it cannot be started or ends with an error.
func (w *Windows) OpenPractice(failed func(error)) {
	if w.practice != nil {
		return
	}
	find := func() (string, error) { return env.ResidentProgram(), nil }
	child, err := w.start(find, func(_ *exec.Cmd, err error) {
		w.practice = nil
		if err != nil && w.ctx.Err() == nil {
			failed(err)
		}
	}, "practice")
	if err != nil {
		failed(err)
		return
	}
	w.practice = child
}

// start starts the program that find returns as a child; ended is called on the loop when
// that ends. A start may take longer than outcomes may wait (an unreachable share, a virus
// scanner). Then it continues in the background, and the returned Cmd is a placeholder that
// only identifies the child.
func (w *Windows) start(find func() (string, error), ended func(child *exec.Cmd, err error), args ...string) (*exec.Cmd, error) {
	type result struct {
		child *exec.Cmd
		err   error
	}
	wait := func(s result, known *exec.Cmd) {
		if s.err == nil {
			s.err = s.child.Wait()
		}
		w.post(func() { ended(known, s.err) })
	}
	starting := new(exec.Cmd)
	s, slow := deadline.Begin(env.ReadWithin, env.ErrSlow, func() (result, error) {
		path, err := find()
		if err != nil {
			return result{nil, err}, nil
		}
		child := exec.Command(path, args...)
		return result{child, w.StartProgram(child)}, nil
	}, func(late result) { wait(late, starting) })()
	switch {
	case slow != nil:
		return starting, nil
	case s.err != nil:
		return nil, s.err
	}
	go wait(s, s.child)
	return s.child, nil
}
