package resident

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/livesettings"
	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

// enterDesktop makes this thread the first of the process to use windows. Where several
// threads do so at once and one of them loads a library that has its own window, Wine 8
// deadlocks them: neither presses nor Quit get through. On Windows it costs nothing.
func enterDesktop() { windows.GetDesktopWindow() }

// lingers is how long the icon stays after an outcome that is shown at the end: the balloon
// closes with the icon.
const lingers = 3 * time.Second

// watchSession follows the session, which moves between a remote desktop and the console.
func (r *resident) watchSession(ctx context.Context) error {
	changed := make(chan struct{}, 1)
	var wait sync.WaitGroup
	defer wait.Wait()
	wait.Go(func() {
		_ = r.follow(ctx, "session", livesettings.WatchSession, func() { newest.Wake(changed) })
	})
	r.live.FollowSession(ctx, changed, func() { r.post(r.applySession) })
	return nil
}

// hidesIcons reports whether this Windows puts icons of new programs into the overflow
// behind the arrow until the person drags them out: 11 and later.
func hidesIcons() bool { return windows.RtlGetVersion().BuildNumber >= 22000 }
