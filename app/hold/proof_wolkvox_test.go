package hold

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// identities are the certificates of all worlds: wolkvox's own, and another one that the
// system also trusts.
type identities struct {
	roots    *x509.CertPool
	own      [2]*tls.Config // TLS 1.2 and 1.3
	stranger *tls.Config
}

func newIdentities(t *testing.T) *identities {
	t.Helper()
	ids := &identities{roots: x509.NewCertPool()}
	own := ids.certificate(t, host("0042"), host("0007"))
	for i, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		ids.own[i] = &tls.Config{
			Certificates: []tls.Certificate{own}, MaxVersion: version,
			// What only costs time here: tickets, and keys against quantum computers.
			SessionTicketsDisabled: true, CurvePreferences: []tls.CurveID{tls.X25519},
		}
	}
	ids.stranger = &tls.Config{Certificates: []tls.Certificate{ids.certificate(t, "stranger.example")}}
	return ids
}

// certificate makes one that is its own root, and trusts it. It is valid for as
// long as any world may last: a bubble begins in the year 2000.
func (ids *identities) certificate(t *testing.T, hosts ...string) tls.Certificate {
	t.Helper()
	cert, err := simulator.SelfSigned(func(c *x509.Certificate) {
		c.NotBefore = time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
		c.NotAfter = time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
		c.DNSNames = hosts
	})
	if err != nil {
		t.Fatal(err)
	}
	ids.roots.AddCert(cert.Leaf)
	return *cert
}

func host(server string) string { return "wv" + server + ".wolkvox.com" }

// claim is what an answer says about the toggle, by wolkvox's documentation.
// wolkvox may answer nonsense, but what it documents is true.
type claim int

const (
	nothing  claim = iota // it may have been executed or not
	confirms              // it was executed
	refuses               // it was not
	busy                  // it was not, and may be tried again
)

type answer struct {
	says claim
	text string
}

func reply(status, body string) string {
	return fmt.Sprintf("HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", status, len(body), body)
}

const (
	confirmation = `{"code": "200", "error": null, "msg": "Hold agentbox has been excecuted"}`
	busyRefusal  = `{"code":"403","error":"FORBIDDEN","msg":"EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)"}`
)

var (
	confirmed = answer{confirms, reply("200 OK", confirmation)}

	// documented are the answers whose claim is true; one in three is busy.
	documented = []answer{
		confirmed,
		{confirms, "HTTP/1.1 100 Continue\r\n\r\n" + reply("200 OK", `{"code":200,"error":"null","data":{}}`)},
		{confirms, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ne\r\n{\"code\":\"200\"}\r\n0\r\n\r\n"},
		{confirms, reply("200 OK", confirmation) + reply("200 OK", confirmation)},
		{refuses, reply("200 OK", `{"code":"403","error":"FORBIDDEN","msg":"PLEASE VALIDATE TOKEN"}`)},
		{refuses, reply("403 Forbidden", `{"code":"403","error":"FORBIDDEN","msg":"TOKEN LIMIT EXCEEDED"}`)},
		{refuses, reply("401 Unauthorized", `{"code":401,"msg":"PLEASE ENTER THE WOLKVOX-TOKEN"}`)},
		{refuses, reply("200 OK", `{"code":"400","error":"BAD REQUEST","msg":"SOME PARAMETERS ARE REQUIRED"}`)},
		{refuses, reply("200 OK", `{"code":"403","error":"FORBIDDEN","msg":"maintenance"}`)},
		{busy, reply("200 OK", busyRefusal)},
		{busy, reply("403 Forbidden", busyRefusal)},
		{busy, reply("200 OK", busyRefusal)},
		{busy, reply("403 Forbidden", busyRefusal)},
	}

	// unclear are answers to which no document gives a meaning.
	unclear = []answer{
		{nothing, reply("500 Internal Server Error", confirmation)},
		{nothing, reply("502 Bad Gateway", "<html>")},
		{nothing, reply("429 Too Many Requests", busyRefusal)},
		{nothing, reply("503 Service Unavailable", busyRefusal)},
		{nothing, "HTTP/1.1 307 Temporary Redirect\r\nLocation: /api/v2/agentbox.php?api=hold\r\nContent-Length: 0\r\n\r\n"},
		{nothing, reply("404 Not Found", `{"code":"404"}`)},
		{nothing, reply("200 OK", `{"code":"200","error":"FORBIDDEN"}`)},
		{nothing, reply("200 OK", `{"code":"403","Code":"200"}`)},
		{nothing, reply("200 OK", `{"code":"200","code":"403"}`)},
		{nothing, reply("401 Unauthorized", `{"code":"403","msg":"PLEASE VALIDATE TOKEN"}`)},
		{nothing, reply("200 OK", confirmation+"trailing")},
		{nothing, reply("200 OK", `{"code":"200","data":"`+strings.Repeat("x", 70_000)+`"}`)},
		{nothing, reply("200 OK", "")},
		{nothing, "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + confirmation},
		{nothing, "not HTTP at all"},
		{nothing, ""},
	}
)

// fate is what will happen to one connection.
type fate struct {
	dialWait time.Duration
	dialErr  error
	hello    hello
	early    bool          // it speaks before it is asked
	deaf     bool          // it closes instead of reading the request
	unread   time.Duration // the request lies in a buffer for so long
	wait     time.Duration // from the request to the execution
	executes bool
	lateness time.Duration // with executes: executed only so long after that
	think    time.Duration // from the request, or its execution, to the answer
	answer   answer
	cut      int           // only so many bytes of the answer are sent
	drip     time.Duration // between the two halves of the answer
	linger   bool          // the connection is left open after the answer
	identity *tls.Config
}

// hello is how a connection begins.
type hello int

const (
	well    hello = iota
	hangUp        // the connection ends at once
	silence       // nothing is ever said
	foreign       // somebody else answers
)

// drawFate draws what happens to a connection. In calm weather wolkvox does
// what it is asked, within 0.8 s.
func drawFate(r *rand.Rand, ids *identities, calm bool) fate {
	f := fate{identity: ids.own[r.IntN(2)], executes: true, think: upTo(r, 800*ms), answer: confirmed, linger: oneIn(r, 2)}
	f.cut = len(f.answer.text)
	if calm || oneIn(r, 3) {
		return f
	}
	switch r.IntN(20) {
	case 0:
		f.dialErr = &net.DNSError{Err: "no such host", Name: "wolkvox.com", IsNotFound: true}
	case 1:
		f.dialErr = syscall.ECONNREFUSED
	case 2:
		f.dialErr, f.dialWait = errors.New("no route"), time.Hour
	case 3:
		f.dialWait = upTo(r, 4*time.Second)
	case 4:
		f.hello = []hello{hangUp, silence, foreign}[r.IntN(3)]
	case 5:
		f.early = true
	case 6:
		f.deaf = true
	}
	if oneIn(r, 10) {
		f.unread = upTo(r, 40*time.Second)
	}
	if oneIn(r, 5) {
		f.wait = upTo(r, 20*time.Second)
	}
	if oneIn(r, 5) {
		f.think = upTo(r, 70*time.Second)
	}
	f.drawAnswer(r)
	return f
}

// drawAnswer draws an answer, and an execution which it does not belie.
func (f *fate) drawAnswer(r *rand.Rand) {
	f.executes = oneIn(r, 2)
	f.answer = unclear[r.IntN(len(unclear))]
	if oneIn(r, 2) {
		f.answer = documented[r.IntN(len(documented))]
	}
	switch f.answer.says {
	case confirms:
		f.executes = true
	case refuses, busy:
		f.executes = false
	}
	f.cut = len(f.answer.text)
	if oneIn(r, 5) {
		f.cut = r.IntN(f.cut + 1)
		if f.answer.says == busy || f.answer.says == refuses {
			// What was never said binds nobody.
			f.executes = oneIn(r, 2) && f.cut < strings.Index(f.answer.text, "{")
		}
	}
	if f.executes && f.answer.says == nothing && oneIn(r, 3) {
		f.lateness = upTo(r, time.Minute)
	}
	if oneIn(r, 5) {
		f.drip = upTo(r, 6*time.Second)
	}
}

// busy is the fate of a request that is refused since its token is in use.
func (f fate) busy() fate {
	a := documented[len(documented)-1]
	return fate{identity: f.identity, think: f.think, answer: a, cut: len(a.text)}
}

// dial opens a connection: our end of a wire whose other end is wolkvox's.
func (w *world) dial(ctx context.Context, l *line, addr string) (net.Conn, error) {
	f, err := w.dialled(l)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(f.dialWait):
	}
	if f.dialErr != nil {
		return nil, f.dialErr
	}
	ours, theirs := newWire()
	l.Conn, l.addr = ours, addr
	if err := w.connected(l); err != nil {
		return nil, err
	}
	go w.serve(theirs, l, f)
	return l, nil
}

// serve is wolkvox's side of a connection.
func (w *world) serve(raw *wire, l *line, f fate) {
	defer raw.Close()
	identity := f.identity
	switch f.hello {
	case hangUp:
		w.unheard(l)
		return
	case silence:
		w.unheard(l)
		io.Copy(io.Discard, raw)
		return
	case foreign:
		identity = w.ids.stranger
	}
	var in *bufio.Reader
	wolkvox, err := simulator.New(simulator.Options{Addr: simulator.InMemory, TLS: identity, Server: l.addr[2:6], Token: proofToken,
		Greet: func(x *simulator.Exchange) bool {
			in = bufio.NewReader(x.Conn)
			x.In = in
			if l.spare != nil {
				w.spareReady(l, raw, x.Conn)
				if _, err := in.Peek(1); err != nil || l.q == nil { // without a press it is broken already
					return false
				}
				f = l.spare.fate // that of the request; its bytes came after it was drawn
			}
			if f.early {
				io.WriteString(x, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")
			}
			if f.deaf {
				return false
			}
			time.Sleep(f.unread)
			return true
		},
		Answer: func(x *simulator.Exchange) { w.answer(x, in, l.q, f) },
	})
	if err != nil {
		w.brokenNow("there is no wolkvox: %v", err)
		return
	}
	wolkvox.Serve(context.Background(), raw)
}

// answer is wolkvox executing a request, or not, and answering it.
func (w *world) answer(x *simulator.Exchange, in *bufio.Reader, q *request, f fate) {
	w.arrived(q, x.Request)
	execute := func() {
		if !x.Toggle() {
			w.brokenNow("the request of press %d is none that wolkvox executes: %s", q.push.id, x.Request.RawHead)
		}
		w.execute(q, x.Request.Query.Get("agent_id"))
	}
	time.Sleep(f.wait)
	if f.executes {
		if f.lateness > 0 {
			// It goes on behind the answer, whatever becomes of the connection.
			go func() { time.Sleep(f.lateness); execute() }()
		} else {
			execute()
		}
	}
	time.Sleep(f.think)
	w.answered(q, f.answer.says == busy && f.cut == len(f.answer.text))
	half := f.cut / 2
	io.WriteString(x, f.answer.text[:half])
	time.Sleep(f.drip)
	io.WriteString(x, f.answer.text[half:f.cut])
	if !f.linger {
		x.Conn.CloseWrite()
		return
	}
	if _, err := http.ReadRequest(in); err == nil {
		w.brokenNow("press %d sent a second request on the same connection", q.push.id)
	}
}

// line is the client's end of a connection. It ends with its process.
type line struct {
	net.Conn
	w     *world
	from  *process
	q     *request // what it serves; nil: it is a spare that waits
	spare *spare   // nil: it was dialled for q
	addr  string   // where it leads to
	used  bool     // a request has left on it

	unheard bool // its hello gets no answer
	short   bool // its hello is the short one after that
}

func (l *line) Write(b []byte) (int, error) {
	// Good-bye is a TLS alert of at most 31 bytes, and says nothing to wolkvox.
	if err := l.w.leave(l, len(b) > 31); err != nil {
		return 0, err
	}
	n, err := l.Conn.Write(b)
	l.from.point("behind a write")
	return n, err
}

// SetReadDeadline is how a client stops to listen to a spare when a press takes it.
func (l *line) SetReadDeadline(t time.Time) error {
	if l.spare != nil && !t.IsZero() {
		l.w.spareTaken(l)
	}
	return l.Conn.SetReadDeadline(t)
}

func (l *line) Close() error {
	l.w.disconnected(l)
	return l.Conn.Close()
}

func upTo(r *rand.Rand, d time.Duration) time.Duration { return time.Duration(r.Int64N(int64(d))) }

func oneIn(r *rand.Rand, n int) bool { return r.IntN(n) == 0 }
