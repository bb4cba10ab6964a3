package app

import (
	"context"
	"crypto/x509"
	"errors"
	"net/url"

	"github.com/wolkvox-hold/wolkvox-hold/app/capped"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// Reasons for not toggled that arise before package wolkvox is asked. They are
// part of the stable list of toggle --json.
const (
	reasonNotSetUp            wolkvox.Reason = "not_set_up"
	reasonNoToken             wolkvox.Reason = "no_token"
	reasonTokenInvalid        wolkvox.Reason = "token_invalid"
	reasonBadSetting          wolkvox.Reason = "bad_setting"
	reasonKeychainLocked      wolkvox.Reason = "keychain_locked"
	reasonKeychainUnreachable wolkvox.Reason = "keychain_unreachable"
	reasonKeychainTimeout     wolkvox.Reason = "keychain_timeout"
	reasonResidentSilent      wolkvox.Reason = "resident_silent"
	reasonResidentOther       wolkvox.Reason = "resident_other"
	reasonNoPlace             wolkvox.Reason = "no_place"
	reasonStoodDown           wolkvox.Reason = "stood_down"
	reasonInFlightElsewhere   wolkvox.Reason = "in_flight_elsewhere"
)

// ways finds the ways to an address, as [wolkvox.Client] asks for them.
type ways = func(target *url.URL) ([]*url.URL, error)

// clientFor turns settings into a client without a token, which asks system for
// the system's proxy. A reason means that no press can be sent with these settings.
func clientFor(v settings.Values, system ways) (*wolkvox.Client, wolkvox.Reason) {
	if v.Server == "" || v.AgentID == "" {
		return nil, reasonNotSetUp
	}
	c := &wolkvox.Client{Server: v.Server, AgentID: v.AgentID, Timeout: v.Timeout, Learned: new(wolkvox.Learned)}
	switch {
	case v.Proxy == "none":
	case usesSystemProxy(v):
		c.Proxy = system
	default:
		u, err := url.Parse(v.Proxy)
		if err != nil {
			return nil, reasonBadSetting
		}
		c.Proxy = func(*url.URL) ([]*url.URL, error) { return []*url.URL{u}, nil }
	}
	if v.CAFile != "" {
		// One that cannot be read leaves the system's roots: verification is never
		// weakened.
		c.RootCAs, _ = rootsWith(v.CAFile)
		c.ReadRoots = func() (*x509.CertPool, error) { return rootsWith(v.CAFile) }
	}
	return c, ""
}

// maxCAFile bounds, in bytes, what is read of a ca_file.
const maxCAFile = 1 << 20

// rootsWith are the system's roots and those in a file, which may be on a share.
// On Windows and macOS the system itself verifies first; the file's roots count
// beside it.
func rootsWith(file string) (roots *x509.CertPool, err error) {
	if roots, err = wolkvox.SystemRoots(); err != nil {
		roots = x509.NewCertPool()
	}
	pem, err := env.Within(env.ReadWithin, func() ([]byte, error) { return capped.ReadFile(file, maxCAFile) })
	if err == nil && !roots.AppendCertsFromPEM(pem) {
		err = errors.New("no certificate in it")
	}
	return roots, err
}

// tokenReason names why the keychain gave no token.
func tokenReason(err error) wolkvox.Reason {
	switch {
	case errors.Is(err, keychain.ErrNotFound):
		return reasonNoToken
	case errors.Is(err, keychain.ErrInvalid):
		return reasonTokenInvalid
	case errors.Is(err, keychain.ErrLocked):
		return reasonKeychainLocked
	case errors.Is(err, keychain.ErrTimeout), errors.Is(err, context.DeadlineExceeded):
		return reasonKeychainTimeout
	}
	return reasonKeychainUnreachable
}

func notToggled(r wolkvox.Reason, err error) wolkvox.Outcome {
	return wolkvox.Outcome{Result: wolkvox.NotToggled, Reason: r, Err: err}
}
