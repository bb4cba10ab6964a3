// Package practice brings the built-in pretend server for practice, with settings, token and
// chords of its own: nothing leaves this machine, and keychain and settings stay untouched.
//
// # Beside the real program
//
// Practice is a process of its own, beside the real resident. No press is taken for the other
// kind:
//
//   - While practice is open, the real resident sends nothing, whatever a press comes from. An
//     agent who practises with the usual key by habit touches no call. One who means a real call
//     is told at once that it did not change, and to close practice.
//   - The real resident keeps its key, so that key never ends in a message of practice, which
//     could be read as an outcome. Practice names a key of its own.
//
// Practice holds a connection to the real resident for that. It ends with either: after a crash
// of practice presses are sent again, and practice does not outlive the resident, whose successor
// would not know of it. A resident that starts ends a practice from before, for the same reason.
package practice

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"net"
	"sync/atomic"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// The settings of practice.
const (
	Server = "0042"
	Agent  = "10001"
)

// Setup is what a resident needs to press against the pretend server.
type Setup struct {
	Token   wolkvox.Token
	Roots   *x509.CertPool
	Address string
	Chords  []settings.Chord
	// Feedback is the agent's own setting, so that practice looks and sounds like the real
	// program; empty means the built-in value.
	Feedback string
	// Beside says that a real resident runs and holds its presses back.
	Beside bool

	server *simulator.Server
	next   atomic.Pointer[string] // how the server answers the next press; nil: well
}

// Open listens as the pretend server, which serves when it is run. It calls toggled with each
// toggle.
func Open(toggled func(extension string, held bool, count int)) (*Setup, *simulator.Server, error) {
	var secret [26]byte
	_, _ = rand.Read(secret[:])
	token, err := wolkvox.ParseToken(hex.EncodeToString(secret[:]))
	if err != nil {
		return nil, nil, err
	}
	server, err := simulator.New(simulator.Options{Server: Server, Token: token.Secret(), OnToggle: toggled})
	if err != nil {
		return nil, nil, err
	}
	return &Setup{Token: token, Roots: server.RootCAs(), Address: server.Addr(), server: server}, server, nil
}

// answers are how the pretend server answers for each outcome that can be shown: the refusal
// that tells an agent to press again, and a connection that is lost before the answer.
var answers = map[hold.Result]string{
	hold.Toggled:    "",
	hold.NotToggled: "busy_always",
	hold.Unknown:    "close_before_reply",
}

// ShowNext has the next press that is sent end with result, one of those that a request can
// have. Forget takes it back, for a press that was not sent.
func (pr *Setup) ShowNext(result hold.Result) (forget func()) {
	answer := answers[result]
	pr.next.Store(&answer)
	return func() { pr.next.CompareAndSwap(&answer, nil) }
}

// BeginPress is called before each request.
func (pr *Setup) BeginPress() {
	answer := ""
	if next := pr.next.Swap(nil); next != nil {
		answer = *next
	}
	if pr.server != nil {
		_ = pr.server.Misbehave(answer) // each of [answers] is known
	}
}

// Chords are the chords that practice tries. Where the program is set up or a
// resident runs, the configured chord is left to the real resident.
func Chords(ctx context.Context, p *env.Env, configured settings.Chord) []settings.Chord {
	next := settings.SpareChords(configured)
	_, err := instance.Find(ctx, p.Places(false))
	running := err == nil
	if running || len(p.Load().Missing()) == 0 {
		return next
	}
	return append([]settings.Chord{configured}, next...)
}

// Load returns the settings of practice: built-in values with its own server and extension.
// Only feedback is the agent's.
func (pr *Setup) Load() env.Snapshot {
	l := env.Snapshot{Effective: settings.Merge(settings.Layers{User: settings.Raw{
		string(settings.Server):  Server,
		string(settings.AgentID): Agent,
	}})}
	if pr.Feedback != "" {
		l.Feedback = pr.Feedback
	}
	l.Proxy = "none"
	return l
}

// Aim points a client at the pretend server, with the real host name and real TLS, over a
// connection that cannot leave this machine.
func (pr *Setup) Aim(c *wolkvox.Client) {
	c.RootCAs = pr.Roots
	c.Proxy = nil
	c.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, network, pr.Address)
	}
}
