package wolkvox

import (
	"crypto/tls"
	"crypto/x509"
	"slices"
	"sync"
	"syscall"
	"testing/synctest"
	"time"
)

// far lets the server's end of the first connection, which is the spare one, do f.
func far(f func(raw *wire)) func(*world) {
	return func(w *world) {
		w.mu.Lock()
		raw := w.wires[1]
		w.mu.Unlock()
		f(raw)
	}
}

// nth says which connection with the server it is, from 1.
func (x *exchange) nth() int {
	x.mu.Lock()
	defer x.mu.Unlock()
	return slices.Index(x.ears, x.ear) + 1
}

// first is greeting for the first connection alone.
func first(f func(x *exchange) bool) func(*world) {
	return greeting(func(x *exchange) bool { return x.nth() > 1 || f(x) })
}

// atTake lets the server do f on the spare connection at the very press: still
// while it is listened to, or just after that.
func atTake(listened bool, f func(x *exchange)) func(*world) {
	return func(w *world) {
		var x *exchange
		w.greet = func(at *exchange) bool {
			if at.nth() == 1 {
				x = at
			}
			return true
		}
		var once sync.Once
		w.onTake = func(t time.Time) {
			if listened == !t.IsZero() && x != nil {
				once.Do(func() { f(x); synctest.Wait() })
			}
		}
	}
}

// limiting lets the server take no more than so many connections in all; another
// is met by f.
func limiting(n int, f func(raw *wire) bool) func(*world) {
	return func(w *world) {
		w.accept = func(raw *wire) bool {
			w.mu.Lock()
			got := len(w.wires) / 2
			w.mu.Unlock()
			return got <= n || f(raw)
		}
	}
}

// local lets the system say an error instead of reading on the spare connection,
// and of writing.
func local(err error) func(*world) {
	return func(w *world) { w.wires[0].change(func() { w.wires[0].local = err }) }
}

// deadAfter lets the connection die unseen, while only the wall clock goes on.
func deadAfter(by time.Duration) func(*world) {
	return func(w *world) {
		w.step(by)
		w.wires[0].change(func() { w.wires[0].out = new(stream) })
	}
}

func waits(d time.Duration) func(*world) { return func(*world) { time.Sleep(d) } }

// spareFaults are those of a connection that waits for a press.
func spareFaults() []fault {
	return slices.Concat(waitingFaults(), deadFaults(), pressedFaults(), spokenFaults(), limitFaults())
}

func nothing(*world) {}

// waitingFaults are those that the client learns of while it waits.
func waitingFaults() []fault {
	return []fault{
		{name: "spare: waits, then well", truths: toggled, serves: yes, meanwhile: waits(SpareFor - time.Second)},
		{name: "spare: too old", truths: toggled, meanwhile: waits(SpareFor + time.Second)},
		{name: "spare: closed while it waits", truths: toggled, serves: no, meanwhile: far(func(raw *wire) { raw.Close() })},
		{name: "spare: reset while it waits", truths: toggled, serves: no, meanwhile: far((*wire).reset)},
		{name: "spare: closed by TLS while it waits, still listening", truths: toggled, serves: no, meanwhile: nothing, arrange: first(func(x *exchange) bool {
			x.conn.CloseWrite()
			return true
		})},
		{name: "spare: closed by TLS and TCP while it waits", truths: toggled, serves: no, meanwhile: nothing, arrange: first(func(x *exchange) bool {
			x.conn.Close()
			return false
		})},
		{name: "spare: closed while it waits, and the press cannot dial", truths: not(Connect), deaf: true, serves: no, meanwhile: func(w *world) {
			w.wires[1].Close()
			failing(syscall.ECONNREFUSED)(w)
		}},
		{name: "spare: every connection is closed at once", truths: append(not(Connect), unknown(Lost)...), deaf: true, serves: no, meanwhile: nothing,
			arrange: greeting(func(x *exchange) bool { x.raw.Close(); return false })},
		{name: "spare: through the proxy", truths: toggled, serves: yes, meanwhile: nothing, arrange: (*world).useProxy},
		{name: "spare: through the proxy, which closes it while it waits", truths: toggled, serves: no, arrange: (*world).useProxy, meanwhile: far(func(raw *wire) { raw.Close() })},
		{name: "spare: through the proxy, which resets it while it waits", truths: toggled, serves: no, arrange: (*world).useProxy, meanwhile: far((*wire).reset)},
		{name: "spare: the press is read after 3.1 s", truths: not(Late), meanwhile: func(w *world) { w.age = 3100 * time.Millisecond }, deaf: true},
		// Who the server is was verified when it was dialled, as with every
		// connection that lasts. The next one is refused.
		{name: "spare: its certificate expires while it waits", truths: append(not(TLS), toggled...), serves: yes, meanwhile: waits(40 * time.Second),
			arrange: expiring(30 * time.Second)},
		{name: "spare: its certificate expires, and the connection is lost", truths: not(TLS), deaf: true, serves: no, arrange: expiring(time.Second),
			meanwhile: func(w *world) { time.Sleep(2 * time.Second); w.wires[1].Close() }},
	}
}

// expiring gives the server a certificate that is good for so long.
func expiring(d time.Duration) func(*world) {
	return certified(func(c *x509.Certificate) { c.NotAfter = time.Now().Truncate(time.Second).Add(d) })
}

// deadFaults are those of a connection that dies unseen, and of the clocks by
// which that may be guessed.
func deadFaults() []fault {
	stepping := func(by time.Duration) func(*world) { return func(w *world) { w.step(by) } }
	return []fault{
		{name: "spare: half-open, the request is swallowed", truths: unknown(Timeout), took: defaultTimeout, deaf: true, serves: yes, meanwhile: deadAfter(0)},
		{name: "spare: half-open, the answer is swallowed", truths: unknown(Timeout), took: defaultTimeout, serves: yes, meanwhile: func(w *world) {
			w.wires[0].change(func() { w.wires[1].out = new(stream) })
		}},
		{name: "spare: half-open, writes block", truths: unknown(Timeout), took: defaultTimeout, deaf: true, serves: yes, meanwhile: func(w *world) {
			w.wires[0].change(func() { w.wires[0].window = 0 })
		}},
		{name: "spare: half-open, the proxy swallows the request", truths: unknown(Timeout), took: defaultTimeout, deaf: true, serves: yes,
			arrange: (*world).useProxy, meanwhile: deadAfter(0)},
		{name: "spare: it stands still, and cannot even be given a deadline", truths: not(Late), took: SendWithin + dialResultWait, deaf: true, meanwhile: func(w *world) {
			stuck(w, w.wires[0])
		}},
		{name: "spare: dead, the machine slept for 8 h", truths: toggled, serves: no, meanwhile: deadAfter(8 * time.Hour)},
		{name: "spare: dead, the machine slept for 10 s", truths: toggled, serves: no, meanwhile: deadAfter(10 * time.Second)},
		{name: "spare: dead, clock an hour back", truths: toggled, serves: no, meanwhile: deadAfter(-time.Hour)},
		{name: "spare: alive, the machine slept for 1 s", truths: toggled, serves: yes, meanwhile: stepping(time.Second)},
		{name: "spare: alive, the machine slept for 2 s", truths: toggled, serves: no, meanwhile: stepping(2 * time.Second)},
		{name: "spare: alive, clock an hour forward", truths: toggled, serves: no, meanwhile: stepping(time.Hour)},
		{name: "spare: alive, clock an hour back", truths: toggled, serves: no, meanwhile: stepping(-time.Hour)},
		{name: "spare: the local address is gone, and the system says so", truths: toggled, serves: no, meanwhile: local(syscall.ECONNABORTED)},
		{name: "spare: the local address is gone, and the system does not say so", truths: unknown(Timeout), took: defaultTimeout, deaf: true, serves: yes, meanwhile: deadAfter(0)},
		{name: "spare: the network is gone, and so is the way to dial", truths: not(Connect), deaf: true, serves: no, meanwhile: func(w *world) {
			local(syscall.ENETDOWN)(w)
			failing(syscall.ENETUNREACH)(w)
		}},
	}
}

// pressedFaults are those at the very press.
func pressedFaults() []fault {
	raced := append(not(Connect), unknown(Lost)...)
	closing := func(x *exchange) { x.raw.Close() }
	closingTLS := func(x *exchange) { x.conn.CloseWrite() }
	resetting := func(x *exchange) { x.raw.reset() }
	saying := func(text string) func(*exchange) { return func(x *exchange) { x.say(text) } }
	return []fault{
		{name: "spare: closed at the very press, seen", truths: toggled, serves: no, meanwhile: nothing, arrange: atTake(true, closing)},
		{name: "spare: closed at the very press, unseen", truths: raced, deaf: true, serves: yes, meanwhile: nothing, arrange: atTake(false, closing)},
		{name: "spare: closed by TLS at the very press, seen", truths: toggled, serves: no, meanwhile: nothing, arrange: atTake(true, closingTLS)},
		{name: "spare: closed by TLS at the very press, unseen, still listening", truths: raced, serves: yes, meanwhile: nothing, arrange: atTake(false, closingTLS), answer: act},
		{name: "spare: reset at the very press, seen", truths: toggled, serves: no, meanwhile: nothing, arrange: atTake(true, resetting)},
		{name: "spare: reset at the very press, unseen", truths: raced, deaf: true, serves: yes, meanwhile: nothing, arrange: atTake(false, resetting)},
		{name: "spare: answered before it was asked, at the very press, seen", truths: toggled, serves: no, meanwhile: nothing, arrange: atTake(true, saying(wellReply))},
		// As with every connection: what is on its way cannot be told from an answer.
		{name: "spare: answered before it was asked, at the very press, unseen", truths: append(not(Connect), toggled...), serves: yes, meanwhile: nothing,
			arrange: atTake(false, saying(wellReply)), answer: act},
		{name: "spare: 429 before it was asked, at the very press, unseen", truths: append(not(Connect), unknown(HTTPStatus)...), serves: yes, meanwhile: nothing,
			arrange: atTake(false, saying(page(429))), answer: act},
		{name: "spare: closed by us at the very press", truths: toggled, meanwhile: nothing, arrange: func(w *world) {
			w.onTake = func(t time.Time) {
				if !t.IsZero() {
					w.client.Spare.Close()
				}
			}
		}},
	}
}

// spokenFaults are those in which the other side speaks while nothing is to be
// heard.
func spokenFaults() []fault {
	greeted := func(text string) func(*world) { return first(func(x *exchange) bool { x.say(text); return true }) }
	return []fault{
		{name: "spare: answered before it was asked", truths: toggled, serves: no, meanwhile: nothing, arrange: greeted(wellReply)},
		{name: "spare: one byte before it was asked", truths: toggled, serves: no, meanwhile: nothing, arrange: greeted("\n")},
		{name: "spare: 429 before it was asked", truths: toggled, serves: no, meanwhile: nothing, arrange: greeted(page(429, "Retry-After: 60"))},
		{name: "spare: 408 before it was asked, closed", truths: toggled, serves: no, meanwhile: nothing, arrange: first(func(x *exchange) bool {
			x.say(page(408))
			x.conn.Close()
			return false
		})},
		{name: "spare: garbage while it waits", truths: toggled, serves: no, meanwhile: far(func(raw *wire) { raw.Write([]byte("HTTP/1.1 408 Request Timeout\r\n\r\n")) })},
		{name: "spare: TLS 1.3 tickets while it waits", truths: toggled, serves: yes, meanwhile: nothing, arrange: saying(tls.VersionTLS13, many(4, ticket)...)},
		{name: "spare: TLS 1.3 tickets without end while it waits", truths: toggled, serves: no, meanwhile: nothing, arrange: saying(tls.VersionTLS13, many(40, ticket)...)},
		{name: "spare: TLS 1.3 key update while it waits", truths: toggled, serves: yes, meanwhile: nothing, arrange: saying(tls.VersionTLS13, keyUpdate)},
		{name: "spare: TLS 1.3 key update of both sides while it waits", truths: toggled, serves: yes, meanwhile: nothing, arrange: saying(tls.VersionTLS13, keyUpdatePlease, ticket, keyUpdatePlease)},
		{name: "spare: TLS 1.2 renegotiation while it waits", truths: toggled, serves: no, meanwhile: nothing, arrange: saying(tls.VersionTLS12, helloRequest)},
		{name: "TLS 1.2 renegotiation before the answer", truths: unknown(Lost), arrange: sayingAsked(tls.VersionTLS12, helloRequest)},
		{name: "TLS 1.3 tickets and a key update before the answer", truths: toggled, arrange: sayingAsked(tls.VersionTLS13, ticket, keyUpdate, ticket)},
		{name: "TLS 1.3 key update of both sides before the answer", truths: toggled, arrange: sayingAsked(tls.VersionTLS13, keyUpdatePlease)},
		{name: "spare: TLS 1.3 message that is none while it waits", truths: toggled, serves: no, meanwhile: nothing, arrange: saying(tls.VersionTLS13, helloRequest)},
	}
}

// limitFaults are those of a server that limits connections.
func limitFaults() []fault {
	refusing := func(raw *wire) bool { raw.reset(); return false }
	lost := func(w *world) { w.wires[1].Close() }
	return []fault{
		{name: "spare: refused, the press is not", ways: 2, truths: toggled, serves: no, meanwhile: func(w *world) { w.mu.Lock(); w.accept = nil; w.mu.Unlock() }, arrange: limiting(0, refusing)},
		{name: "spare: well, the server takes no other connection", truths: toggled, serves: yes, meanwhile: nothing, arrange: limiting(1, refusing)},
		{name: "spare: lost, the server takes no other connection", ways: 2, truths: not(TLS), deaf: true, serves: no, meanwhile: lost, arrange: limiting(1, refusing)},
		{name: "spare: lost, the server keeps another one waiting", truths: not(Late), took: SendWithin, deaf: true, serves: no, meanwhile: lost, arrange: limiting(1, silent)},
		{name: "spare: every connection is answered 429 at once", truths: append(not(Connect), unknown(HTTPStatus, Lost)...), deaf: true, serves: no, meanwhile: nothing,
			arrange: greeting(func(x *exchange) bool { x.say(page(429)); x.conn.Close(); return false })},
		{name: "spare: its request is answered 429", truths: unknown(HTTPStatus), serves: yes, meanwhile: nothing, answer: answer(page(429, "Retry-After: 60"))},
		{name: "spare: busy once, and the next try takes no second spare", truths: toggled, tries: 2, serves: no, meanwhile: nothing,
			answer: inTurn(refuse(reply(403, refusalBody("403", "FORBIDDEN", "EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)"))), answer(wellReply))},
	}
}
