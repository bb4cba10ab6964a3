package app

import (
	"os/exec"
)

// openSmall opens a small window as a child: with --extension the one that asks for the
// extension, with --hotkey the one with the steps to a hotkey. It stands beside the
// settings window, and one of its own kind that is open already, perhaps behind others,
// gives way to it. Failed is called on the loop if it ends with an error, as it does
// without OpenGL, unless an unknown outcome came meanwhile: its note keeps its place.
func (r *resident) openSmall(flag string, failed func()) error {
	if r.practice != nil {
		r.remark(r.p.Words.PracticeNoSettings())
		return nil
	}
	child, err := r.startWindow(func(child *exec.Cmd, err error) {
		if r.small[flag] != child {
			return
		}
		delete(r.small, flag)
		if err != nil && r.ctx.Err() == nil && !r.state.unseen() {
			failed()
		}
		r.renewIfIdle()
	}, "settings", flag)
	if err != nil {
		return err
	}
	if old := r.small[flag]; old != nil && old.Process != nil {
		_ = old.Process.Kill() // what it saves is kept whole or not at all
	}
	if r.small == nil {
		r.small = map[string]*exec.Cmd{}
	}
	r.small[flag] = child
	return nil
}
