package app

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
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
				r.aside(r.p.Words.Part(tray.NoHost))
			}
		})
	}
}

// trayLost says why there is no icon. A desktop whose tray does not take it is told to
// the agent too, once a start, since nothing can be seen of it.
func (r *resident) trayLost(err error) {
	code := tray.Code(err)
	r.say(code, err)
	if code == tray.Broken && !r.brokenTrayTold && r.mayTell() {
		r.brokenTrayTold = true
		r.aside(r.p.Words.Part(code))
	}
}

// noIcon is the code of why no icon is shown now, empty where one is. It asks the
// desktop, which may take 2 s.
func (r *resident) noIcon() string {
	host, err := r.tray.Status()
	switch {
	case host:
		return ""
	case err == nil || errors.Is(err, tray.ErrNotRunning):
		return tray.NoHost
	}
	return tray.Code(err)
}

// mayTell reports whether a note that tells no outcome would be shown now: not in
// practice, not where the agent wants none, and not where another keeps its place.
func (r *resident) mayTell() bool {
	return r.practice == nil && !r.taken() && !r.iconAlone()
}

// firstTime reports whether what the file is named after has never been told. The
// file lies beside the log. Where that cannot be remembered, or not in time since
// outcomes wait, it counts as told: better never than at each start.
func (r *resident) firstTime(name string) bool {
	first, err := env.Within(env.ReadWithin, func() (bool, error) {
		file, err := os.OpenFile(filepath.Join(r.p.StateFolder(), name), os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return false, err
		}
		return true, file.Close() // it is empty
	})
	return first && err == nil
}
