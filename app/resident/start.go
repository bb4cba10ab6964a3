package resident

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// Start is the program without a command: the resident, or a knock at the door
// of the one that runs. One that a desktop left behind makes room.
func Start(ctx context.Context, p *env.Env, background bool) error {
	if background && p.Load().AutostartOff() {
		p.Warn(p.Words.AutostartOff())
		return nil
	}
	err := runResident(ctx, p, background)
	held := (*control.HeldError)(nil)
	if errors.As(err, &held) && leftBehind(ctx, p, held.Owner) && residentapi.End(ctx, p, false) == nil {
		err = runResident(ctx, p, background)
	}
	if errors.As(err, &held) {
		return activateRunning(ctx, p, held.Owner, background)
	}
	return err
}

// runResident is the resident, from the lock to its end. Where another process holds
// the lock the error is a [control.HeldError].
func runResident(ctx context.Context, p *env.Env, background bool) error {
	lock, err := control.Acquire(ctx, p.Places(false), control.Resident, true)
	var held *control.HeldError
	switch {
	case errors.As(err, &held):
		return held
	case err != nil:
		return env.Failed(p.Words.NoPlace())
	}
	defer endInTime(ctx, endWithoutIt, lock, func() { env.Leave(env.ExitDone) })()
	defer env.HangUp()
	defer lock.Release()
	p.PrintInBackground()
	p.BeginSession()
	r := newResident(ctx, p, lock, nil)
	err = r.run(background)
	if r.upgrade.done.Load() {
		r.live.handOver()
		lock.Release()
		return startNewer(p, r.upgrade.leftAt, r.log.Error)
	}
	return err
}

// activateRunning is what a second start does: it opens the first one's settings window,
// and says where that is when it is in another log-on: also where the person sits.
func activateRunning(ctx context.Context, p *env.Env, owner control.Owner, background bool) error {
	// One that was started before its desktop names none, and may well be here.
	if owner.Session != "" && !shares(p, owner.Session) {
		p.Warn(p.Words.RunningElsewhere(owner.Session))
		noteElsewhere(ctx, p, owner.Session)
	}
	if background {
		return nil
	}
	conn, err := residentapi.Dial(ctx, owner)
	if err != nil {
		return env.Failed(p.Words.ResidentSilent())
	}
	defer conn.Close()
	within, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := conn.ShowSettings(within); err != nil {
		return env.Failed(p.Words.NoWindow())
	}
	return nil
}

// resume is the resident that takes an older one's place. A toggle command that
// came in between holds the lock until its press is over; another resident serves
// as well.
func Resume(ctx context.Context, p *env.Env) error {
	for {
		err := runResident(ctx, p, true)
		held := (*control.HeldError)(nil)
		switch {
		case !errors.As(err, &held):
			return err
		case held.Kind == control.Resident:
			return nil
		}
		select {
		case <-time.After(lockAgain):
		case <-ctx.Done():
			return nil
		}
	}
}

// lockAgain is how long a lock that was not free is left alone.
const lockAgain = 100 * time.Millisecond

// elsewhereShown is how long a second start stays for its notification.
const elsewhereShown = time.Second

// shares reports whether a resident's log-on, as its lock names it, is this one. A
// desktop on Wayland has two names.
func shares(p *env.Env, session string) bool {
	return session == p.Places(false).Session() ||
		session != "" && (session == p.Getenv("DISPLAY") || session == p.Getenv("WAYLAND_DISPLAY"))
}

// noteElsewhere tells the person at this screen, who sees no icon, where it is.
func noteElsewhere(ctx context.Context, p *env.Env, session string) {
	n := &notify.Notifier{
		Log:          slog.New(slog.NewTextHandler(io.Discard, nil)),
		AppName:      p.Words.Title(),
		DesktopEntry: env.AppID,
		Icon:         assets.Icon("note"),
	}
	n.Show(notify.Note{Summary: p.Words.ElsewhereTitle(), Body: p.Words.Elsewhere(session)})
	ctx, cancel := context.WithTimeout(ctx, elsewhereShown)
	defer cancel()
	_ = n.Run(ctx)
}

// leftBehind reports whether this start serves its person where the resident cannot. It
// is that of a desktop that has gone or does not answer, or it was started before the
// desktop's variables, which this start has: no process can be given them later. It has
// no hotkey, and while it holds the lock the next start would have none either.
func leftBehind(ctx context.Context, p *env.Env, owner control.Owner) bool {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	s, err := residentapi.AskStatus(ctx, p)
	if err != nil {
		return false
	}
	display := p.Getenv("DISPLAY") != "" || p.Getenv("WAYLAND_DISPLAY") != ""
	switch s.HotkeyTrouble {
	case hotkey.CodeLost:
		return true
	case hotkey.CodeNoDisplay:
		return display
	}
	// Without a bus it has neither icon nor notifications. One that serves another
	// screen keeps its hotkey.
	return s.TrayTrouble == "tray_bus" && display && p.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" && shares(p, owner.Session)
}
