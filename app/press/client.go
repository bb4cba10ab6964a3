package press

import (
	"context"
	"crypto/x509"
	"errors"
	"net/url"

	"github.com/wolkvox-hold/wolkvox-hold/app/boot"
	"github.com/wolkvox-hold/wolkvox-hold/app/capped"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxylogon"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// Reasons for not toggled that arise before package wolkvox is asked. They are
// part of the stable list of toggle --json.
const (
	NotSetUp            wolkvox.Reason = "not_set_up"
	NoToken             wolkvox.Reason = "no_token"
	TokenInvalid        wolkvox.Reason = "token_invalid"
	BadSetting          wolkvox.Reason = "bad_setting"
	KeychainLocked      wolkvox.Reason = "keychain_locked"
	KeychainUnreachable wolkvox.Reason = "keychain_unreachable"
	KeychainTimeout     wolkvox.Reason = "keychain_timeout"
	ResidentSilent      wolkvox.Reason = "resident_silent"
	ResidentOther       wolkvox.Reason = "resident_other"
	NoPlace             wolkvox.Reason = "no_place"
	StoodDown           wolkvox.Reason = "stood_down"
	PracticeOpen        wolkvox.Reason = "practice_open"
	InFlightElsewhere   wolkvox.Reason = "in_flight_elsewhere"
)

// findProxy returns the proxies for an address in the order to try, see [wolkvox.Client].
type findProxy = func(target *url.URL) ([]*url.URL, error)

// ClientFor makes a client without a token from settings; system finds the system's proxy. If
// a reason is returned, no press can be sent with these settings.
func ClientFor(v settings.Effective, system findProxy) (*wolkvox.Client, wolkvox.Reason) {
	if v.Server == "" || v.AgentID == "" {
		return nil, NotSetUp
	}
	c := &wolkvox.Client{Server: v.Server, AgentID: v.AgentID, Timeout: v.Timeout, Learned: new(wolkvox.Learned), SinceBoot: boot.Since}
	switch {
	case v.Proxy == "none":
	case UsesSystemProxy(v.Values):
		c.Proxy = system
	default:
		u, err := url.Parse(v.Proxy)
		if err != nil {
			return nil, BadSetting
		}
		c.Proxy = func(*url.URL) ([]*url.URL, error) { return []*url.URL{u}, nil }
	}
	if proxylogon.Available {
		c.LogOn = logOnTo(v, proxy.Names, proxylogon.Start)
	}
	if v.CAFile != "" {
		// If the file cannot be read, only the system's roots count: verification is never
		// weakened.
		c.RootCAs, _ = RootsWith(v.CAFile)
		c.ReadRoots = func() (*x509.CertPool, error) { return RootsWith(v.CAFile) }
	}
	return c, ""
}

// errNotNamed says that a proxy gets no log-on. One that the network announces, or that was
// named yesterday, may be anybody's, and would learn enough to guess a password.
var errNotNamed = errors.New("neither the system nor a policy names this proxy now")

// logOnTo begins log-ons at proxies that names finds in the system's settings now, or that a
// policy sets.
func logOnTo(v settings.Effective, names func(proxy, target *url.URL) bool, start func(proxy *url.URL, scheme string) (wolkvox.LogOn, error)) func(*url.URL, string) (wolkvox.LogOn, error) {
	return func(proxy *url.URL, scheme string) (wolkvox.LogOn, error) {
		byPolicy := v.Origin(settings.Proxy) == settings.OriginPolicy && v.Proxy == proxy.String()
		if !byPolicy && !names(proxy, ProxyTarget(v.Server)) {
			return nil, errNotNamed
		}
		return start(proxy, scheme)
	}
}

// Rules are the press gap, the double-click time and the time-out for presses.
func Rules(v settings.Values) hold.Rules {
	return hold.Rules{Gap: v.PressGap, DoubleClick: doubleClick(), Timeout: v.Timeout}
}

// MaxCAFile bounds the size of a ca_file in bytes.
const MaxCAFile = 1 << 20

// RootsWith returns the system's roots and those in a file, which may be on a share. On
// Windows and macOS the system verifies first, and the file's roots are used if that fails.
func RootsWith(file string) (roots *x509.CertPool, err error) {
	if roots, err = wolkvox.SystemRoots(); err != nil {
		roots = x509.NewCertPool()
	}
	pem, err := env.Within(env.ReadWithin, func() ([]byte, error) { return capped.ReadFile(file, MaxCAFile) })
	if err == nil && !roots.AppendCertsFromPEM(pem) {
		err = errors.New("no certificate in it")
	}
	return roots, err
}

// WhyNoToken names why the keychain gave no token.
func WhyNoToken(err error) wolkvox.Reason {
	switch {
	case errors.Is(err, keychain.ErrNotFound):
		return NoToken
	case errors.Is(err, keychain.ErrInvalid):
		return TokenInvalid
	case errors.Is(err, keychain.ErrLocked):
		return KeychainLocked
	case errors.Is(err, keychain.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return KeychainTimeout
	}
	return KeychainUnreachable
}

// FindProxy finds the system's proxy now, for commands that end soon. It may take long;
// package wolkvox waits no longer than for a connection.
func FindProxy(target *url.URL) ([]*url.URL, error) {
	a, err := proxy.Look(target)
	return a.Ways, err
}

// ProxyTarget is the address for which package wolkvox asks for a proxy.
func ProxyTarget(server string) *url.URL {
	return &url.URL{Scheme: "https", Host: "wv" + server + ".wolkvox.com", Path: "/"}
}

// UsesSystemProxy reports whether the settings say to use the system's proxy.
func UsesSystemProxy(v settings.Values) bool { return v.Proxy == "" || v.Proxy == "system" }

// MayBeProxy reports whether a press failed for a reason that an outdated proxy can cause.
func MayBeProxy(r wolkvox.Reason) bool {
	return r == wolkvox.Proxy || r == wolkvox.Connect || r == wolkvox.DNS || r == wolkvox.Late // an old proxy may drop all packets
}
