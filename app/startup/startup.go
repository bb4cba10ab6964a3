// Package startup decides which process is the resident: a start becomes it, replaces one
// that its desktop left behind, waits for one that ends, or activates the one that runs. The
// lock that says who holds the place is in package instance, what a resident does in package
// resident.
package startup

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/resident"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// Start is the program without a command: it becomes the resident, or activates the one that
// runs. A resident that its desktop left behind is ended and replaced. A holder of the lock
// that is about to end is waited for: a new log-on can begin before the last one has ended,
// and a start that gave way to that resident would leave the person without a hotkey.
func Start(ctx context.Context, p *env.Env, background bool) error {
	if background && p.Load().AutostartOff() {
		p.Warn(p.Words.AutostartOff())
		return nil
	}
	var args []string
	if background {
		args = append(args, "--background")
	}
	switch started, err := startUnelevated(args...); {
	case err != nil:
		p.Warn(p.Words.Elevated())
	case started:
		return nil
	}
	hangs := time.Now().Add(holderEndsWithin)
	for {
		err := resident.Run(ctx, p, background)
		held := (*instance.HeldError)(nil)
		if !errors.As(err, &held) {
			return err
		}
		ends := held.Kind == instance.Command || residentEnds(ctx, p, held.Owner)
		// If no person waits, a command may take as long as it needs.
		if !ends || time.Now().After(hangs) && !(background && held.Kind == instance.Command) {
			return activateRunning(ctx, p, held.Owner, background)
		}
		pause := lockRetry
		if _, err := instance.Find(ctx, p.Places(false)); errors.Is(err, channel.ErrNoResident) {
			pause = successorWithin
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil
		}
	}
}

// Resume is the resident that replaces an older one. A toggle command may have taken the
// lock in between, and is waited for; another resident may have, and then serves instead.
func Resume(ctx context.Context, p *env.Env) error {
	for {
		err := resident.Run(ctx, p, true)
		held := (*instance.HeldError)(nil)
		switch {
		case !errors.As(err, &held):
			return err
		case held.Kind == instance.Resident:
			return nil
		}
		select {
		case <-time.After(lockRetry):
		case <-ctx.Done():
			return nil
		}
	}
}

const (
	// lockRetry is the pause between attempts to take the lock.
	lockRetry = 100 * time.Millisecond
	// holderEndsWithin is how long a resident that does not answer may hold the lock before
	// it counts as one that hangs. One that ends needs at most 6 s.
	holderEndsWithin = 8 * time.Second
	// successorWithin is how long a free lock is left to the newer program that a resident
	// starts in its place: it has the desktop's environment, which this start may not have.
	successorWithin = 500 * time.Millisecond
)

// activateRunning is what a second start does: it opens the settings window of the first
// one. If that is in another log-on, it says so here, where the person sits.
func activateRunning(ctx context.Context, p *env.Env, owner instance.Owner, background bool) error {
	// A resident that was started before its desktop names no session, and may be in this one.
	if owner.Session != "" && !sameSession(p, owner.Session) {
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

// elsewhereShown is how long a second start keeps running for its notification.
const elsewhereShown = time.Second

// noteElsewhere shows the person at this screen, who sees no icon, where the program runs.
func noteElsewhere(ctx context.Context, p *env.Env, session string) {
	n := &notify.Notifier{
		Log:          slog.New(slog.NewTextHandler(io.Discard, nil)),
		AppName:      p.Words.Title(),
		DesktopEntry: env.AppID,
		Picture:      func(string) []byte { return assets.Icon("ready", 64) },
	}
	n.Show(notify.Note{Summary: p.Words.ElsewhereTitle(), Body: p.Words.Elsewhere(session)})
	ctx, cancel := context.WithTimeout(ctx, elsewhereShown)
	defer cancel()
	_ = n.Run(ctx)
}

// sameSession reports whether a resident's session, as its lock names it, is this one. A
// desktop on Wayland has two names.
func sameSession(p *env.Env, session string) bool {
	return session == p.Places(false).Session() ||
		session != "" && (session == p.Getenv("DISPLAY") || session == p.Getenv("WAYLAND_DISPLAY"))
}

// residentEnds reports whether the resident that holds the lock is about to end, and ends one
// that is stranded. One that ends answers no more, or says that it ends.
func residentEnds(ctx context.Context, p *env.Env, owner instance.Owner) bool {
	within, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	s, err := residentapi.AskStatus(within, p)
	switch {
	case errors.Is(err, channel.ErrVersion), errors.Is(err, channel.ErrPeer):
		return false // it serves, but not this program
	case err != nil:
		return true
	case isStranded(p, owner, s):
		_ = residentapi.End(ctx, p, false) // it may have ended since
		return true
	}
	return false
}

// isStranded reports whether the running resident cannot serve the person while this start
// could: its desktop has ended or does not answer, or it was started before the desktop's
// environment variables were set, which this start has. It cannot get them later, so it has
// no hotkey, and while it holds the lock no other start has one.
func isStranded(p *env.Env, owner instance.Owner, s residentapi.Status) bool {
	display := p.Getenv("DISPLAY") != "" || p.Getenv("WAYLAND_DISPLAY") != ""
	switch s.HotkeyTrouble {
	case hotkey.CodeLost:
		return true
	case hotkey.CodeNoDisplay:
		return display
	}
	// Without a bus it has neither icon nor notifications. A resident that serves another
	// screen is kept: its hotkey works there.
	return s.TrayTrouble == "tray_bus" && display && p.Getenv("DBUS_SESSION_BUS_ADDRESS") != "" && sameSession(p, owner.Session)
}
