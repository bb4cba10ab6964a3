package app

import (
	"os"
	"path/filepath"
)

// hintFile remembers that the hint about hidden icons was shown. It lies beside
// the log, since both belong to this machine and not to the person's settings.
const hintFile = "hidden-icons-hint-shown"

// hint says once where a new icon hides. Where that cannot be remembered it is
// not said: better never than at each start.
func (r *resident) hint() {
	if !hidesIcons() || r.practice != nil || r.iconAlone() {
		return
	}
	file, err := os.OpenFile(filepath.Join(r.p.stateFolder(), hintFile), os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return
	}
	_ = file.Close() // it is empty
	r.aside(r.p.words.HiddenIcons())
}
