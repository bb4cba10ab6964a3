package resident

import (
	"context"
	"os/exec"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/child"
	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
	"github.com/wolkvox-hold/wolkvox-hold/app/dialog"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settingsdialog"
)

// openWindows are the windows that the resident opened. Each is a process of the window
// program, apart from dialogs. The loop owns them, apart from focus.
type openWindows struct {
	settings *exec.Cmd                 // the settings window; nil if it is not open
	practice *exec.Cmd                 // practice, started from the menu; nil if it is not
	wanted   bool                      // Settings was chosen while that window was starting or ending
	small    map[string]*exec.Cmd      // the small windows, by their flag
	dialogs  map[string]*dialog.Window // what is open in their place, by the same flags
	focus    focusRequests
}

// Flags of the window program.
const (
	settingsFlag  = "" // none: the settings window
	extensionFlag = "--extension"
	hotkeyFlag    = "--hotkey"
)

// open reports whether any window is.
func (w *openWindows) open() bool {
	return w.settings != nil || len(w.small) > 0 || len(w.dialogs) > 0
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
		select {
		case wanted <- struct{}{}:
		default: // it has a request already
		}
	}
	return len(r.windows) > 0
}

// openSmall opens a small window as a child: with --extension the one that asks for the
// extension, with --hotkey the one with the steps to a hotkey. It replaces one of the same
// kind that is already open, perhaps behind others; the settings window stays. If the child
// ends with an error, as it does without OpenGL, a dialog takes its place. Failed is called on
// the loop if there is none either, except while an unknown outcome must stay on screen.
func (r *resident) openSmall(flag string, failed func()) {
	if r.practice != nil {
		r.answerNote(r.p.Words.PracticeNoSettings())
		return
	}
	if r.raiseDialog(flag) {
		return
	}
	child, err := r.startChild(env.WindowProgram, func(child *exec.Cmd, err error) {
		if r.windows.small[flag] != child {
			return
		}
		delete(r.windows.small, flag)
		if err != nil && r.ctx.Err() == nil {
			r.openDialog(flag, func() {
				if !r.screen.state.Unseen() {
					failed()
				}
			})
		}
		r.upgradeIfIdle()
	}, "settings", flag)
	if err != nil {
		r.openDialog(flag, failed)
		return
	}
	if old := r.windows.small[flag]; old != nil && old.Process != nil {
		_ = old.Process.Kill() // safe: it saves atomically
	}
	if r.windows.small == nil {
		r.windows.small = map[string]*exec.Cmd{}
	}
	r.windows.small[flag] = child
}

// openSettings starts the settings window as a child, or gives the open one the focus.
// Without OpenGL the child ends at once; a dialog takes its place, or the resident says what
// to do. The error says that neither could be started.
func (r *resident) openSettings() error {
	if r.practice != nil {
		r.answerNote(r.p.Words.PracticeNoSettings())
		return nil
	}
	if r.raiseDialog(settingsFlag) || r.windows.focus.request() {
		return nil
	}
	if r.windows.settings != nil {
		r.windows.wanted = true // it is starting or ending: reopen it if it has ended
		return nil
	}
	began := time.Now()
	child, err := r.startChild(env.WindowProgram, func(_ *exec.Cmd, err error) {
		r.windows.settings = nil
		if err == nil && r.windows.wanted && r.ctx.Err() == nil && r.openSettings() == nil {
			return
		}
		r.windows.wanted = false
		if err != nil && time.Since(began) < 10*time.Second && r.ctx.Err() == nil {
			r.openDialog(settingsFlag, func() { r.lateNote(r.p.Words.NoWindow()) })
		}
		r.upgradeIfIdle()
	}, "settings")
	r.windows.settings, r.windows.wanted = child, false
	if err != nil && hasDialogs {
		r.openDialog(settingsFlag, func() { r.lateNote(r.p.Words.NoWindow()) })
		return nil
	}
	return err
}

// openDialog opens the dialog that asks for the same as the window with that flag, unless it is
// open. It runs beside the loop and the presses. Failed is called on the loop if there is none,
// later only if no unknown outcome must stay on screen.
func (r *resident) openDialog(flag string, failed func()) {
	if !hasDialogs || flag == hotkeyFlag {
		failed()
		return
	}
	if r.raiseDialog(flag) {
		return
	}
	if r.windows.dialogs == nil {
		r.windows.dialogs = map[string]*dialog.Window{}
	}
	w := new(dialog.Window)
	r.windows.dialogs[flag] = w
	go func() {
		err := runDialog(r.ctx, r.p, w, flag == extensionFlag)
		r.post(func() {
			delete(r.windows.dialogs, flag)
			if err != nil && r.ctx.Err() == nil {
				r.log.Warn("no dialog", "err", err)
				if !r.screen.state.Unseen() {
					failed()
				}
			}
			r.upgradeIfIdle()
		})
	}()
}

// raiseDialog brings the dialog of that flag to the front, and returns false if it is not open.
func (r *resident) raiseDialog(flag string) bool {
	w := r.windows.dialogs[flag]
	if w != nil {
		w.Raise()
	}
	return w != nil
}

// Replaced in tests.
var (
	hasDialogs = dialog.Available
	runDialog  = settingsdialog.Run
)

// startChild starts the program that find returns as a child; ended is called on the loop when
// that ends. A start may take longer than outcomes may wait (an unreachable share, a virus
// scanner). Then it continues in the background, and the returned Cmd is a placeholder that
// only identifies the child.
func (r *resident) startChild(find func() (string, error), ended func(child *exec.Cmd, err error), args ...string) (*exec.Cmd, error) {
	type result struct {
		child *exec.Cmd
		err   error
	}
	wait := func(s result, known *exec.Cmd) {
		if s.err == nil {
			s.err = s.child.Wait()
		}
		r.post(func() { ended(known, s.err) })
	}
	starting := new(exec.Cmd)
	s, slow := deadline.Begin(env.ReadWithin, env.ErrSlow, func() (result, error) {
		path, err := find()
		if err != nil {
			return result{nil, err}, nil
		}
		child := exec.Command(path, args...)
		return result{child, startProgram(child)}, nil
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

// startProgram is replaced in tests.
var startProgram = child.Start
