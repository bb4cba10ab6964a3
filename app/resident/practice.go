package resident

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"net"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

const (
	practiceServer = "0042"
	practiceAgent  = "10001"
)

// practice is what a resident needs to press against the built-in pretend server: nothing
// leaves this machine, keychain and settings stay untouched.
type practice struct {
	token   wolkvox.Token
	roots   *x509.CertPool
	address string
	chords  []settings.Chord
	// feedback is the agent's own setting, so that practice looks and sounds like the real
	// program; empty means the built-in value.
	feedback string
}

func newPractice(toggled func(extension string, held bool, count int)) (*practice, *simulator.Server, error) {
	var secret [26]byte
	_, _ = rand.Read(secret[:])
	token, err := wolkvox.ParseToken(hex.EncodeToString(secret[:]))
	if err != nil {
		return nil, nil, err
	}
	server, err := simulator.New(simulator.Options{Server: practiceServer, Token: token.Secret(), OnToggle: toggled})
	if err != nil {
		return nil, nil, err
	}
	return &practice{token: token, roots: server.RootCAs(), address: server.Addr()}, server, nil
}

// practiceChords are the chords that practice tries. Where the program is set up or a
// resident runs, the configured chord is left to the real resident.
func practiceChords(ctx context.Context, p *env.Env, configured settings.Chord) []settings.Chord {
	next := settings.SpareChords(configured)
	_, err := control.Find(ctx, p.Places(false))
	running := err == nil
	if running || len(p.Load().Missing()) == 0 {
		return next
	}
	return append([]settings.Chord{configured}, next...)
}

// load returns the settings of practice: built-in values with its own server and extension.
// Only feedback is the agent's.
func (pr *practice) load() env.Snapshot {
	l := env.Snapshot{Effective: settings.Merge(settings.Layers{User: settings.Raw{
		string(settings.Server):  practiceServer,
		string(settings.AgentID): practiceAgent,
	}})}
	if pr.feedback != "" {
		l.Feedback = pr.feedback
	}
	l.Proxy = "none"
	return l
}

// aim points a client at the pretend server, with the real host name and real TLS, over a
// connection that cannot leave this machine.
func (pr *practice) aim(c *wolkvox.Client) {
	c.RootCAs = pr.roots
	c.Proxy = nil
	c.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, pr.address)
	}
}
