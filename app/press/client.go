package press

import (
	"context"
	"crypto/x509"
	"errors"
	"net/url"

	"github.com/wolkvox-hold/wolkvox-hold/app/capped"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
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
	InFlightElsewhere   wolkvox.Reason = "in_flight_elsewhere"
)

// ways finds the ways to an address, as [wolkvox.Client] asks for them.
type ways = func(target *url.URL) ([]*url.URL, error)

// ClientFor turns settings into a client without a token, which asks system for
// the system's proxy. A reason means that no press can be sent with these settings.
func ClientFor(v settings.Values, system ways) (*wolkvox.Client, wolkvox.Reason) {
	if v.Server == "" || v.AgentID == "" {
		return nil, NotSetUp
	}
	c := &wolkvox.Client{Server: v.Server, AgentID: v.AgentID, Timeout: v.Timeout, Learned: new(wolkvox.Learned)}
	switch {
	case v.Proxy == "none":
	case UsesSystemProxy(v):
		c.Proxy = system
	default:
		u, err := url.Parse(v.Proxy)
		if err != nil {
			return nil, BadSetting
		}
		c.Proxy = func(*url.URL) ([]*url.URL, error) { return []*url.URL{u}, nil }
	}
	if v.CAFile != "" {
		// One that cannot be read leaves the system's roots: verification is never
		// weakened.
		c.RootCAs, _ = RootsWith(v.CAFile)
		c.ReadRoots = func() (*x509.CertPool, error) { return RootsWith(v.CAFile) }
	}
	return c, ""
}

// MaxCAFile bounds, in bytes, what is read of a ca_file.
const MaxCAFile = 1 << 20

// RootsWith are the system's roots and those in a file, which may be on a share.
// On Windows and macOS the system itself verifies first; the file's roots count
// beside it.
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

// LookForProxy finds the system's proxy now, for programs that end soon. It may
// take long: package wolkvox does not wait for it longer than for a connection.
func LookForProxy(target *url.URL) ([]*url.URL, error) {
	a, err := proxy.Look(target)
	return a.Ways, err
}

// ProxyTarget is the address that a proxy is looked for, as package wolkvox asks.
func ProxyTarget(server string) *url.URL {
	return &url.URL{Scheme: "https", Host: "wv" + server + ".wolkvox.com", Path: "/"}
}

// UsesSystemProxy reports whether the system is asked for a proxy.
func UsesSystemProxy(v settings.Values) bool { return v.Proxy == "" || v.Proxy == "system" }

// NoWay reports whether a press came to nothing on the way to wolkvox, where the
// cause may be a proxy that is no longer the right one.
func NoWay(r wolkvox.Reason) bool {
	return r == wolkvox.Proxy || r == wolkvox.Connect || r == wolkvox.DNS || r == wolkvox.Late // an old proxy may swallow all
}
