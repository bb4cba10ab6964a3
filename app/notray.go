package app

import (
	"os"
	"path/filepath"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
)

// hostWithin is how long after our start a panel may come up before the agent is
// told that this desktop shows no icons.
const hostWithin = 10 * time.Second

// noTrayFile remembers that this was told.
const noTrayFile = "no-tray-told"

// lookForTrayHost says that this desktop shows no tray icons: at once for the log
// and a terminal, and once ever for the agent, who is left with hotkey and
// commands. A host that starts later still gets the icon.
func (r *resident) lookForTrayHost() {
	if host, err := r.tray.Status(); err != nil || host {
		return
	}
	r.post(func() { r.say(tray.NoHost, nil) })
	select {
	case <-time.After(hostWithin):
	case <-r.ctx.Done():
		return
	}
	if host, err := r.tray.Status(); err == nil && !host {
		r.post(func() {
			if r.mayTell() && r.firstTime(noTrayFile) {
				r.noHostTold = true
				r.aside(r.p.words.Part(tray.NoHost))
			}
		})
	}
}

// mayTell reports whether a note that tells no outcome would be shown now: not in
// practice, not where the agent wants none, and not where another keeps its place.
func (r *resident) mayTell() bool {
	return r.practice == nil && !r.taken() && !r.iconAlone()
}

// firstTime reports whether what the file is named after has never been told. The
// file lies beside the log. Where that cannot be remembered it counts as told:
// better never than at each start.
func (r *resident) firstTime(name string) bool {
	file, err := os.OpenFile(filepath.Join(r.p.stateFolder(), name), os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return false
	}
	return file.Close() == nil // it is empty
}
