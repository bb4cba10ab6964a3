package residentapi

import (
	"context"
	"errors"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// changeWithin is how long a resident may take to apply a change.
const changeWithin = 3 * time.Second

// promptWithin is how long a person may take to answer the keychain's prompt.
const promptWithin = 60 * time.Second

// AskStatus asks the running resident for its state, in the language of p.
func AskStatus(ctx context.Context, p *env.Env) (Status, error) {
	s := Status{Version: p.Version, Backend: "none", Missing: []string{}, HotkeySteps: []string{}, SlowLooks: []string{}}
	c, err := Find(ctx, p.Places(false))
	if err != nil {
		return s, err
	}
	defer c.Close()
	err = c.conn.Call(ctx, OpStatus, StatusRequest{p.Words.Language.Code()}, &s)
	return s, err
}

// Changed notifies a running resident of a change, and returns when its next press will use
// that. It does nothing if none runs. The error is an [env.Exit]: the change is saved, and a
// resident that does not answer may go on as before, with an older extension too.
func Changed(ctx context.Context, p *env.Env, what Reload) error {
	ctx, cancel := context.WithTimeout(ctx, changeWithin)
	defer cancel()
	c, err := await(ctx, p.Places(false))
	if errors.Is(err, channel.ErrNoResident) || errors.Is(err, instance.ErrNoPlace) {
		return nil
	}
	if err == nil {
		defer c.Close()
		err = c.Reload(ctx, what)
	}
	if err != nil {
		return env.Failed(p.Words.SavedNotUsed())
	}
	return nil
}

// ShowDialog asks a running resident for a dialog in the place of a window that cannot be shown.
func ShowDialog(ctx context.Context, p *env.Env, d Dialog) error {
	ctx, cancel := context.WithTimeout(ctx, changeWithin)
	defer cancel()
	c, err := Find(ctx, p.Places(false))
	if err != nil {
		return err
	}
	defer c.Close()
	return c.ShowDialog(ctx, d)
}

// SetExtension returns the function with which [env.Env.SaveSettings] stores an extension for
// this log-on or day: through the resident if one runs, else in this process. An empty one
// removes it. The error is an [env.Exit].
func SetExtension(p *env.Env) func(id string) error {
	return func(id string) error { return setExtension(p, id) }
}

// setExtension never writes beside a resident. One that is about to end may still hand its own
// extension over to a newer program, and one that has just started may have read the file before
// this wrote it: that one is told.
func setExtension(p *env.Env, id string) error {
	ctx, cancel := context.WithTimeout(context.Background(), changeWithin)
	defer cancel()
	for kept := false; ; kept = true {
		c, err := await(ctx, p.Places(false))
		switch {
		case err == nil:
			defer c.Close()
			if c.SetExtension(ctx, id) != nil {
				return env.Failed(p.Words.ExtensionNotKept())
			}
			return nil
		case !errors.Is(err, channel.ErrNoResident):
			return env.Failed(p.Words.ResidentSilent())
		case kept:
			return nil
		}
		switch err := p.KeepExtension(id); {
		case errors.Is(err, env.ErrNoLogon):
			return env.Failed(p.Words.NoLogon())
		case err != nil:
			return env.Failed(p.Words.ExtensionNotKept())
		}
	}
}

// StoreToken stores the token, or clears it if it is zero, and notifies a running resident.
// The code is one of package words, empty on success.
func StoreToken(ctx context.Context, p *env.Env, token wolkvox.Token) (code string) {
	ctx, cancel := context.WithTimeout(ctx, promptWithin)
	defer cancel()
	var err error
	if token.IsZero() {
		err = p.Keychain().Clear(ctx)
	} else {
		err = p.Keychain().Set(ctx, token)
	}
	if err != nil && !(token.IsZero() && errors.Is(err, keychain.ErrNotFound)) {
		return keychain.Code(err)
	}
	_ = Changed(ctx, p, Reload{Token: true}) // an older token is refused, and the keychain read then
	return ""
}

// End ends the resident, or that of practice, and waits until the lock is free. The error is
// an [env.Exit].
func End(ctx context.Context, p *env.Env, practice bool) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	c, err := Find(ctx, p.Places(practice))
	if errors.Is(err, channel.ErrNoResident) {
		if practice {
			return env.Failed(p.Words.PracticeNotRunning())
		}
		return env.Failed(p.Words.NotRunning())
	}
	if err != nil {
		return env.Failed(p.Words.ResidentSilent())
	}
	defer c.Close()
	ended := c.PID()
	if err := c.Quit(ctx); err != nil {
		return env.Failed(p.Words.QuitSilent())
	}
	for ctx.Err() == nil {
		o, err := instance.Find(ctx, p.Places(practice))
		if errors.Is(err, channel.ErrNoResident) || err == nil && o.PID != 0 && o.PID != ended {
			return nil // or another start has the lock by now
		}
		time.Sleep(endsEvery)
	}
	return env.Failed(p.Words.QuitSilent())
}
