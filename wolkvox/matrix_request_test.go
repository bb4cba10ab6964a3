package wolkvox

import (
	"io"
	"syscall"
	"time"
)

// gone is a connection whose other side has closed.
func gone(near *wire) { near.out.deaf, near.in.ended = true, true }

// greeting lets the server do f when the connection is ready for the request.
// Where f reports false, nothing more is done on that connection.
func greeting(f func(x *exchange) bool) func(*world) { return func(w *world) { w.greet = f } }

// atMark lets the network do f at the last moment before the first byte.
func atMark(f func(near *wire)) func(*world) {
	return func(w *world) {
		w.onMark = func() error {
			w.mu.Lock()
			defer w.mu.Unlock()
			near := w.wires[0]
			near.change(func() { f(near) })
			return nil
		}
	}
}

// requestFaults are those between the handshake and the end of the request.
func requestFaults() []fault {
	raced := append(not(Connect), unknown(Lost)...)
	return []fault{
		{name: "closed after the handshake", truths: raced, deaf: true, arrange: greeting(func(x *exchange) bool { x.raw.Close(); return false })},
		{name: "closed by TLS after the handshake, still listening", truths: raced, arrange: greeting(func(x *exchange) bool { x.conn.CloseWrite(); return true }), answer: act},
		{name: "reset after the handshake", truths: raced, deaf: true, arrange: greeting(func(x *exchange) bool { x.raw.reset(); return false })},
		{name: "closed at the very press", truths: raced, deaf: true, arrange: atMark(gone)},
		{name: "reset at the first write", truths: unknown(Lost), deaf: true, arrange: atMark(func(near *wire) { near.breaks = true })},
		{name: "half-open: writes succeed, nothing arrives", truths: unknown(Timeout), took: defaultTimeout, deaf: true, arrange: atMark(func(near *wire) {
			near.out = new(stream)
		})},
		{name: "half-open: the answer is lost", truths: unknown(Timeout), took: defaultTimeout, arrange: atMark(func(near *wire) {
			near.in = new(stream)
		}), answer: answer(wellReply)},
		{name: "half-open: writes block", truths: unknown(Timeout), took: defaultTimeout, deaf: true, arrange: atMark(func(near *wire) { near.window = 0 })},
		{name: "tunnel of the proxy closed at the very press", truths: raced, deaf: true, arrange: throughProxy(atMark(gone))},
		// A success that was on its way before the request cannot be told from an
		// answer to it; here it is at least the truth.
		{name: "server speaks before it is asked", truths: append(not(Connect), toggled...), arrange: greeting(func(x *exchange) bool { x.say(wellReply); return true }), answer: act},
		{name: "server speaks h2 before it is asked", truths: append(not(Connect), unknown(Unclear, Lost)...), arrange: greeting(func(x *exchange) bool { x.say(h2Settings); return true }), answer: act},
		{name: "closed in the middle of the request", truths: unknown(Lost), arrange: greeting(func(x *exchange) bool {
			if !x.hear(40) {
				return false
			}
			x.act()
			return false
		})},
		{name: "reset in the middle of the request", truths: unknown(Lost), arrange: greeting(func(x *exchange) bool {
			if !x.hear(40) {
				return false
			}
			x.act()
			x.raw.reset()
			return false
		})},
		{name: "answered well in the middle of the request", truths: toggled, arrange: greeting(func(x *exchange) bool {
			if !x.hear(40) {
				return false
			}
			x.act()
			x.say(wellReply)
			return false
		})},
		{name: "stops reading in the middle of the request", truths: unknown(Timeout), took: defaultTimeout, arrange: greeting(func(x *exchange) bool {
			if !x.hear(40) {
				return false
			}
			x.act()
			<-x.ctx.Done()
			return false
		})},
		{name: "the mark cannot be made", truths: not(MarkRefused), arrange: func(w *world) { w.onMark = func() error { return syscall.ENOSPC } }},
	}
}

// What a server can do with a request beside answering it. All of them execute.
func act(x *exchange)    { x.act() } // and end the connection well
func never(x *exchange)  { x.act(); x.hang() }
func hangUp(x *exchange) { x.act(); x.raw.Close() }
func reset(x *exchange)  { x.act(); x.raw.reset() }

// later answers well after d.
func later(d time.Duration) func(*exchange) {
	return func(x *exchange) { x.act(); time.Sleep(d); x.say(wellReply) }
}

// silenceFaults are those in which the server lets wait, or says nothing.
func silenceFaults() []fault {
	return []fault{
		{name: "answered after 1.5 s", truths: toggled, answer: later(1500 * time.Millisecond)},
		{name: "answered after 9.9 s", truths: toggled, took: 9900 * time.Millisecond, answer: later(9900 * time.Millisecond)},
		{name: "answered after 10.1 s", truths: unknown(Timeout), took: defaultTimeout, answer: later(10100 * time.Millisecond)},
		{name: "answered after 60 s", truths: unknown(Timeout), took: defaultTimeout, answer: later(time.Minute)},
		{name: "executed after 50 s, no answer", truths: unknown(Timeout), took: defaultTimeout, answer: func(x *exchange) { time.Sleep(50 * time.Second); x.act() }},
		{name: "never answered", truths: unknown(Timeout), took: defaultTimeout, answer: never},
		{name: "never answered, time-out of 4 s", truths: unknown(Timeout), took: 4 * time.Second,
			arrange: func(w *world) { w.client.Timeout = 4 * time.Second }, answer: never},
		{name: "never answered, time-out of 20 s, press read after 2 s", truths: unknown(Timeout), took: 20 * time.Second,
			arrange: func(w *world) { w.client.Timeout, w.age = 20*time.Second, 2*time.Second }, answer: never},
		{name: "closed without an answer", truths: unknown(Lost), answer: hangUp},
		{name: "closed by TLS without an answer", truths: unknown(Lost), answer: act},
		{name: "closed without an answer after 5 s", truths: unknown(Lost), took: 5 * time.Second, answer: func(x *exchange) {
			time.Sleep(5 * time.Second)
			hangUp(x)
		}},
		{name: "reset without an answer", truths: unknown(Lost), answer: reset},
		{name: "proxy closes the tunnel without an answer", truths: unknown(Lost), arrange: (*world).useProxy, answer: hangUp},
		{name: "TLS breaks: a record that does not decrypt", truths: unknown(Lost), answer: func(x *exchange) {
			x.act()
			io.WriteString(x.raw, "\x17\x03\x03\x00\x20"+string(make([]byte, 32)))
		}},
		{name: "TLS breaks: plain text in the middle", truths: unknown(Lost), answer: func(x *exchange) { x.act(); io.WriteString(x.raw, wellReply) }},
		{name: "TLS alert", truths: unknown(Lost), answer: func(x *exchange) { x.act(); io.WriteString(x.raw, "\x15\x03\x03\x00\x02\x02\x50") }},
	}
}
