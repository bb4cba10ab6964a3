package hotkey

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// appID is who we say we are; a desktop remembers its person's choice by it.
const appID = "io.github.wolkvox_hold.WolkvoxHold"

const (
	// registerIn is how long the portal may take to note who we are. Older ones
	// cannot, and the rest does not depend on it.
	registerIn = 2 * time.Second
	// portalWithin is how long the bus may take to start the portal, and the portal
	// to answer whatever no person is asked about. Right after log-on it is slow.
	portalWithin = 25 * time.Second
)

// attempt is one try to get the chord from the portal.
type attempt struct {
	ctx       context.Context
	end       context.CancelFunc
	chord     settings.Chord
	token     string     // of the session
	before    *dbus.Call // the end of the session before, if there was one
	responses chan responseSaid
	owned     chan string // tells the portal's name on the bus once it is known
}

// sessionToken names our session, the same from start to start: KDE's portal up to Plasma
// 5.27 files the person's key under it.
const sessionToken = "wolkvox_hold"

// shortcut is what the portal is asked for.
type shortcut struct {
	ID    string
	About map[string]dbus.Variant
}

// granted is what an attempt came to.
type granted struct {
	from    *attempt
	session dbus.ObjectPath
	keys    keysSaid
	err     *Error
}

// try asks the portal for the chord. It blocks, for as long as the person is asked.
func (p *portal) try(a *attempt) granted {
	g := granted{from: a}
	owner, err := p.findPortal(a)
	if err != nil {
		g.err = &Error{Code: portalCode(err), Chord: a.chord, Err: err}
		return g
	}
	if a.before != nil {
		ended, cancel := context.WithTimeout(a.ctx, registerIn)
		select {
		case <-a.before.Done:
		case <-ended.Done():
		}
		cancel()
	}
	select {
	case a.owned <- owner:
	case <-a.ctx.Done():
	}
	desktop := p.conn.Object(owner, portalPath)
	who, cancel := context.WithTimeout(a.ctx, registerIn)
	err = desktop.CallWithContext(who, registryFace+".Register", 0, appID, map[string]dbus.Variant{}).Err
	cancel()
	if err != nil {
		p.log.Debug("the portal does not note who we are", "err", err)
	}

	list := []shortcut{{p.shortcut, map[string]dbus.Variant{
		"description":       dbus.MakeVariant(p.about),
		"preferred_trigger": dbus.MakeVariant(Trigger(a.chord)),
	}}}
	r, err := p.request(a, true, func(ctx context.Context, options map[string]dbus.Variant) *dbus.Call {
		options["session_handle_token"] = dbus.MakeVariant(a.token)
		// KDE's portal up to Plasma 5.27 takes them here and not from BindShortcuts, as a
		// draft of the interface had it. The others do not look.
		options["shortcuts"] = dbus.MakeVariant(list)
		return desktop.CallWithContext(ctx, shortcutsFace+".CreateSession", 0, options)
	})
	if err != nil {
		g.session = sessionPath(p.name, a.token) // it may be made all the same
		g.err = &Error{Code: portalCode(err), Chord: a.chord, Err: err}
		return g
	}
	session, ok := sessionIn(r.results)
	if r.code != 0 || !ok {
		g.err = &Error{Code: CodePortal, Chord: a.chord, Err: errors.New("the portal made no session")}
		return g
	}
	g.session = session
	if k := keysIn(r.results["shortcuts"].Value(), p.shortcut); k.name != "" {
		// It has a key already. To bind it would open System Settings at each start.
		g.keys = k
		return g
	}
	r, err = p.request(a, false, func(ctx context.Context, options map[string]dbus.Variant) *dbus.Call {
		return desktop.CallWithContext(ctx, shortcutsFace+".BindShortcuts", 0, session, list, "", options)
	})
	switch {
	case err != nil:
		g.err = &Error{Code: portalCode(err), Chord: a.chord, Err: err}
	case r.code != 0:
		g.err = &Error{Code: CodeDenied, Chord: a.chord}
	default:
		// A list that is empty, or none at all, says nothing: some portals send no
		// other. One with other shortcuts than ours says no.
		g.keys = keysIn(r.results["shortcuts"].Value(), p.shortcut)
		if g.keys.listed && !g.keys.ours {
			g.err = &Error{Code: CodeDenied, Chord: a.chord, Err: errors.New("the portal left our shortcut out")}
		}
	}
	return g
}

// findPortal returns the portal's own name on the bus, after starting it if need be.
func (p *portal) findPortal(a *attempt) (owner string, err error) {
	ctx, cancel := context.WithTimeout(a.ctx, portalWithin)
	defer cancel()
	bus := p.conn.BusObject()
	look := func() error {
		return bus.CallWithContext(ctx, "org.freedesktop.DBus.GetNameOwner", 0, portalName).Store(&owner)
	}
	if err := look(); err == nil {
		return owner, nil // asked to start one that runs and has no service file, the bus refuses
	}
	if err := bus.CallWithContext(ctx, "org.freedesktop.DBus.StartServiceByName", 0, portalName, uint32(0)).Err; err != nil {
		return "", err
	}
	err = look()
	return owner, err
}

// request makes a call whose answer comes later, as a signal. Soon says that no
// person is asked, so that the answer must come within portalWithin.
func (p *portal) request(a *attempt, soon bool, call func(context.Context, map[string]dbus.Variant) *dbus.Call) (responseSaid, error) {
	ctx, cancel := context.WithTimeout(a.ctx, portalWithin)
	defer cancel()
	token := newToken()
	path := requestPath(p.name, token)
	var handle dbus.ObjectPath
	if err := call(ctx, map[string]dbus.Variant{"handle_token": dbus.MakeVariant(token)}).Store(&handle); err != nil {
		return responseSaid{}, err
	}
	over := a.ctx.Done()
	if soon {
		over = ctx.Done()
	}
	for {
		select {
		case r := <-a.responses:
			if r.path == path || r.path == handle {
				return r, nil
			}
		case <-over:
			return responseSaid{}, context.DeadlineExceeded
		}
	}
}

// newToken names a request or a session as D-Bus paths want it.
func newToken() string { return "wolkvox_hold_" + rand.Text() }

// portalCode sorts what a call to the portal came back with.
func portalCode(err error) string {
	answer, ok := errors.AsType[dbus.Error](err)
	if !ok {
		return CodePortal
	}
	switch answer.Name {
	case "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner",
		"org.freedesktop.DBus.Error.UnknownMethod", "org.freedesktop.DBus.Error.UnknownInterface",
		"org.freedesktop.DBus.Error.UnknownObject", "org.freedesktop.DBus.Error.NotSupported",
		"org.freedesktop.DBus.Error.Spawn.ChildExited", "org.freedesktop.DBus.Error.Spawn.ExecFailed",
		"org.freedesktop.DBus.Error.Spawn.ChildSignaled", "org.freedesktop.DBus.Error.Spawn.ServiceNotFound",
		"org.freedesktop.DBus.Error.Spawn.Failed":
		return CodeWayland
	case "org.freedesktop.DBus.Error.AccessDenied", "org.freedesktop.portal.Error.NotAllowed", "org.freedesktop.portal.Error.Cancelled":
		return CodeDenied
	}
	return CodePortal
}
