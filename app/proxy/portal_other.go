//go:build !windows && !darwin

package proxy

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

// The names of the XDG desktop portal's interface ProxyResolver, version 1.
const (
	portalName   = "org.freedesktop.portal.Desktop"
	portalPath   = dbus.ObjectPath("/org/freedesktop/portal/desktop")
	lookupMethod = "org.freedesktop.portal.ProxyResolver.Lookup"
	unknownName  = "org.freedesktop.DBus.Error.ServiceUnknown"
	noSuchOwner  = "org.freedesktop.DBus.Error.NameHasNoOwner"
)

const (
	// portalWithin bounds a question to the desktop. A press by a command waits for
	// it, and has 3 s in all.
	portalWithin = 1500 * time.Millisecond
	// portalRest is how long a portal that did not come when it was called is not
	// started again: each start may cost the desktop half a minute.
	portalRest = 10 * time.Minute
)

// desktop asks the environment, then the desktop's portal. The zero desktop works;
// it must not be copied after first use.
type desktop struct {
	getenv      func(string) string                           // nil is os.Getenv
	environment func(*http.Request) (*url.URL, error)         // nil is http.ProxyFromEnvironment
	dial        func(ctx context.Context) (*dbus.Conn, error) // nil is the session bus

	mu       sync.Mutex
	answered map[string]Answer // by target, what the portal said last
	failed   time.Time         // when it was started in vain
}

func (d *desktop) look(target *url.URL) (Answer, error) {
	getenv, environment := d.getenv, d.environment
	if getenv == nil {
		getenv = os.Getenv
	}
	if environment == nil {
		environment = http.ProxyFromEnvironment
	}
	// What the environment names counts with its exceptions: a target that it leaves
	// out goes without a proxy.
	if getenv("HTTPS_PROXY") != "" || getenv("https_proxy") != "" {
		u, err := environment(&http.Request{URL: target})
		if u == nil {
			return Answer{Source: SourceNone}, err
		}
		return Answer{[]*url.URL{u}, SourceEnvironment}, err
	}
	return d.portal(target)
}

// portal asks the desktop. One that has no portal, or whose portal does not answer,
// names no proxy: most desktops have neither, and a press must not fail for that.
// Where it answered before, that still counts.
func (d *desktop) portal(target *url.URL) (Answer, error) {
	d.mu.Lock()
	start := time.Since(d.failed) > portalRest
	d.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), portalWithin)
	defer cancel()
	// Not every step of it can be ended.
	uris, failed := deadline.Until(ctx, func() ([]string, error) { return d.lookup(ctx, target, start) })

	d.mu.Lock()
	defer d.mu.Unlock()
	key := target.String()
	switch {
	case failed == nil:
		ways, err := parseURIs(uris)
		if err != nil {
			return Answer{}, err
		}
		a := Answer{ways, SourceSettings}
		if a.Direct() {
			a.Source = SourceNone
		}
		d.answered = map[string]Answer{key: a} // there is one server at a time
		return a, nil
	case !absent(failed) && start:
		d.failed = time.Now()
	}
	if a, ok := d.answered[key]; ok {
		return a, nil
	}
	return Answer{Source: SourceNone}, nil
}

// lookup asks the portal, and with start has the bus start it where it does not run.
func (d *desktop) lookup(ctx context.Context, target *url.URL, start bool) (uris []string, err error) {
	dial := d.dial
	if dial == nil {
		dial = func(ctx context.Context) (*dbus.Conn, error) { return sessionbus.Open(ctx, 0, nil) }
	}
	conn, err := dial(ctx)
	if err != nil {
		return nil, &noPortal{err}
	}
	defer conn.Close()
	var flags dbus.Flags
	if !start {
		flags = dbus.FlagNoAutoStart
	}
	err = conn.Object(portalName, portalPath).CallWithContext(ctx, lookupMethod, flags, target.String()).Store(&uris)
	return uris, err
}

// noPortal says that there is no bus to ask on.
type noPortal struct{ error }

// absent reports whether an error means that there is no portal, and so nothing that
// was started in vain.
func absent(err error) bool {
	var answer dbus.Error
	switch {
	case errors.As(err, new(*noPortal)):
		return true
	case errors.As(err, &answer):
		return answer.Name == unknownName || answer.Name == noSuchOwner
	}
	return false
}
