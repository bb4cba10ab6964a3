package proxy

import (
	"context"
	"errors"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
	"golang.org/x/net/http/httpproxy"

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
	// portalTimeout limits a call to the portal. A press by a command waits for it, and
	// has 3 s in all.
	portalTimeout = 1500 * time.Millisecond
	// portalRetryAfter is how long a portal that failed to start is not started again:
	// each attempt may cost the desktop half a minute.
	portalRetryAfter = 10 * time.Minute
)

// desktop looks in the environment, then asks the desktop's portal. The zero value
// works; it must not be copied after first use.
type desktop struct {
	getenv func(string) string                           // nil is os.Getenv
	dial   func(ctx context.Context) (*dbus.Conn, error) // nil is the session bus

	mu          sync.Mutex
	answered    map[string]Answer // the portal's last answer, by target
	startFailed time.Time         // when the portal was last started without success
}

func (d *desktop) look(target *url.URL) (Answer, error) {
	getenv := d.getenv
	if getenv == nil {
		getenv = os.Getenv
	}
	first := func(names ...string) string {
		for _, name := range names {
			if v := strings.TrimSpace(getenv(name)); v != "" {
				return v
			}
		}
		return ""
	}
	// The environment decides together with NO_PROXY: a target that it excludes gets no
	// proxy, and the portal is not asked.
	if address := first("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"); address != "" {
		config := httpproxy.Config{HTTPSProxy: address, NoProxy: first("NO_PROXY", "no_proxy")}
		u, err := config.ProxyFunc()(target)
		if u == nil {
			return Answer{Source: SourceNone}, err
		}
		return Answer{[]*url.URL{u}, SourceEnvironment}, err
	}
	return d.portal(target)
}

// portal asks the desktop. If there is no portal, or it does not answer, the last
// answer counts, or no proxy: most desktops have no portal, and a press must not fail
// because of that.
func (d *desktop) portal(target *url.URL) (Answer, error) {
	d.mu.Lock()
	start := time.Since(d.startFailed) > portalRetryAfter
	d.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), portalTimeout)
	defer cancel()
	// Some steps of the lookup cannot be cancelled.
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
		d.answered = map[string]Answer{key: a} // only one server is used at a time
		return a, nil
	case !portalMissing(failed) && start:
		d.startFailed = time.Now()
	}
	if a, ok := d.answered[key]; ok {
		return a, nil
	}
	return Answer{Source: SourceNone}, nil
}

// lookup asks the portal. With start, the bus starts a portal that does not run.
func (d *desktop) lookup(ctx context.Context, target *url.URL, start bool) (uris []string, err error) {
	dial := d.dial
	if dial == nil {
		dial = func(ctx context.Context) (*dbus.Conn, error) { return sessionbus.Open(ctx, 0, nil) }
	}
	conn, err := dial(ctx)
	if err != nil {
		return nil, &noBusError{err}
	}
	defer conn.Close()
	var flags dbus.Flags
	if !start {
		flags = dbus.FlagNoAutoStart
	}
	err = conn.Object(portalName, portalPath).CallWithContext(ctx, lookupMethod, flags, target.String()).Store(&uris)
	return uris, err
}

// noBusError says that there is no session bus.
type noBusError struct{ error }

// portalMissing reports whether an error means that there is no portal, so that nothing
// was started.
func portalMissing(err error) bool {
	var answer dbus.Error
	switch {
	case errors.As(err, new(*noBusError)):
		return true
	case errors.As(err, &answer):
		return answer.Name == unknownName || answer.Name == noSuchOwner
	}
	return false
}
