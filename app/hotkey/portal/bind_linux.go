package portal

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// appID is the ID under which the desktop stores the user's choice.
const appID = "io.github.wolkvox_hold.WolkvoxHold"

const (
	// registryTimeout is for registering our app ID, which older portals cannot do and
	// nothing depends on, and for closing the previous session.
	registryTimeout = 2 * time.Second
	// portalTimeout is for starting the portal and for each answer without a question to
	// the user. The portal is slow right after sign-in.
	portalTimeout = 25 * time.Second
)

// sessionToken names our session. It never changes: KDE's portal up to Plasma 5.27 stores the
// user's key under it.
const sessionToken = "wolkvox_hold"

// attempt is one attempt to get the chord from the portal.
type attempt struct {
	ctx           context.Context
	end           context.CancelFunc
	chord         settings.Chord
	token         string     // of the session
	previousClose *dbus.Call // closes the previous session; nil if there was none
	responses     chan responseSignal
	ownerFound    chan string // passes the portal's unique bus name to loop
}

// shortcut is an element of the list in CreateSession and BindShortcuts.
type shortcut struct {
	ID    string
	About map[string]dbus.Variant
}

// bindResult is the result of an attempt.
type bindResult struct {
	attempt *attempt
	session dbus.ObjectPath
	key     shortcutKey
	err     *hotkey.Error
}

// bind asks the portal for the chord. It blocks while the desktop asks the user.
func (p *Conn) bind(a *attempt) bindResult {
	result := bindResult{attempt: a}
	owner, err := p.findPortal(a)
	if err != nil {
		result.err = &hotkey.Error{Code: portalErrorCode(err), Chord: a.chord, Err: err}
		return result
	}
	if a.previousClose != nil {
		closing, cancel := context.WithTimeout(a.ctx, registryTimeout)
		select {
		case <-a.previousClose.Done:
		case <-closing.Done():
		}
		cancel()
	}
	select {
	case a.ownerFound <- owner:
	case <-a.ctx.Done():
	}
	desktop := p.conn.Object(owner, portalPath)
	registering, cancel := context.WithTimeout(a.ctx, registryTimeout)
	err = desktop.CallWithContext(registering, registryInterface+".Register", 0, appID, map[string]dbus.Variant{}).Err
	cancel()
	if err != nil {
		p.log.Debug("the portal does not note who we are", "err", err)
	}

	list := []shortcut{{p.shortcut, map[string]dbus.Variant{
		"description":       dbus.MakeVariant(p.about),
		"preferred_trigger": dbus.MakeVariant(trigger(a.chord)),
	}}}
	r, err := p.request(a, true, func(ctx context.Context, options map[string]dbus.Variant) *dbus.Call {
		options["session_handle_token"] = dbus.MakeVariant(a.token)
		// KDE's portal up to Plasma 5.27 reads the shortcuts here and not in BindShortcuts,
		// as in a draft of the interface. Other portals ignore this.
		options["shortcuts"] = dbus.MakeVariant(list)
		return desktop.CallWithContext(ctx, shortcutsInterface+".CreateSession", 0, options)
	})
	if err != nil {
		result.session = sessionPath(p.name, a.token) // it may exist in spite of the error
		result.err = &hotkey.Error{Code: portalErrorCode(err), Chord: a.chord, Err: err}
		return result
	}
	session, ok := parseSession(r.results)
	if r.code != 0 || !ok {
		result.err = &hotkey.Error{Code: hotkey.CodePortal, Chord: a.chord, Err: errors.New("the portal made no session")}
		return result
	}
	result.session = session
	if k := parseShortcuts(r.results["shortcuts"].Value(), p.shortcut); k.name != "" {
		// KDE has a key for it already. Binding would open System Settings at each start.
		result.key = k
		return result
	}
	r, err = p.request(a, false, func(ctx context.Context, options map[string]dbus.Variant) *dbus.Call {
		return desktop.CallWithContext(ctx, shortcutsInterface+".BindShortcuts", 0, session, list, "", options)
	})
	switch {
	case err != nil:
		result.err = &hotkey.Error{Code: portalErrorCode(err), Chord: a.chord, Err: err}
	case r.code != 0:
		result.err = &hotkey.Error{Code: hotkey.CodeDenied, Chord: a.chord}
	default:
		// Some portals always send an empty list or none, so that says nothing. A list
		// without our shortcut is a refusal.
		result.key = parseShortcuts(r.results["shortcuts"].Value(), p.shortcut)
		if result.key.nonempty && !result.key.ours {
			result.err = &hotkey.Error{Code: hotkey.CodeDenied, Chord: a.chord, Err: errors.New("the portal left our shortcut out")}
		}
	}
	return result
}

// findPortal returns the portal's unique name on the bus, and starts the portal if necessary.
func (p *Conn) findPortal(a *attempt) (owner string, err error) {
	ctx, cancel := context.WithTimeout(a.ctx, portalTimeout)
	defer cancel()
	bus := p.conn.BusObject()
	getOwner := func() error {
		return bus.CallWithContext(ctx, "org.freedesktop.DBus.GetNameOwner", 0, portalName).Store(&owner)
	}
	if err := getOwner(); err == nil {
		return owner, nil // for a running portal without a service file, StartServiceByName fails
	}
	if err := bus.CallWithContext(ctx, "org.freedesktop.DBus.StartServiceByName", 0, portalName, uint32(0)).Err; err != nil {
		return "", err
	}
	err = getOwner()
	return owner, err
}

// request makes a call and waits for the signal with its answer. With timeout the answer must
// come within portalTimeout; without, the user may be asked.
func (p *Conn) request(a *attempt, timeout bool, call func(context.Context, map[string]dbus.Variant) *dbus.Call) (responseSignal, error) {
	ctx, cancel := context.WithTimeout(a.ctx, portalTimeout)
	defer cancel()
	token := newToken()
	path := requestPath(p.name, token)
	var handle dbus.ObjectPath
	if err := call(ctx, map[string]dbus.Variant{"handle_token": dbus.MakeVariant(token)}).Store(&handle); err != nil {
		return responseSignal{}, err
	}
	done := a.ctx.Done()
	if timeout {
		done = ctx.Done()
	}
	for {
		select {
		case r := <-a.responses:
			if r.path == path || r.path == handle {
				return r, nil
			}
		case <-done:
			return responseSignal{}, context.DeadlineExceeded
		}
	}
}

// newToken returns a new name for a request or a session; it becomes part of a D-Bus path.
func newToken() string { return "wolkvox_hold_" + rand.Text() }

// portalErrorCode returns the code for the error of a call to the portal.
func portalErrorCode(err error) string {
	answer, ok := errors.AsType[dbus.Error](err)
	if !ok {
		return hotkey.CodePortal
	}
	switch answer.Name {
	case "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner",
		"org.freedesktop.DBus.Error.UnknownMethod", "org.freedesktop.DBus.Error.UnknownInterface",
		"org.freedesktop.DBus.Error.UnknownObject", "org.freedesktop.DBus.Error.NotSupported",
		"org.freedesktop.DBus.Error.Spawn.ChildExited", "org.freedesktop.DBus.Error.Spawn.ExecFailed",
		"org.freedesktop.DBus.Error.Spawn.ChildSignaled", "org.freedesktop.DBus.Error.Spawn.ServiceNotFound",
		"org.freedesktop.DBus.Error.Spawn.Failed":
		return hotkey.CodeWayland
	case "org.freedesktop.DBus.Error.AccessDenied", "org.freedesktop.portal.Error.NotAllowed", "org.freedesktop.portal.Error.Cancelled":
		return hotkey.CodeDenied
	}
	return hotkey.CodePortal
}
