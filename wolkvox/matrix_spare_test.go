package wolkvox

import (
	"syscall"
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

// first is greeting for the first connection alone.
func first(f func(x *exchange) bool) func(*world) {
	return greeting(func(x *exchange) bool {
		x.mu.Lock()
		n := len(x.ears)
		x.mu.Unlock()
		return n > 1 || f(x)
	})
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
	nothing := func(*world) {}
	return []fault{
		{name: "spare: waits, then well", truths: toggled, meanwhile: waits(59 * time.Second)},
		{name: "spare: too old", truths: toggled, meanwhile: waits(61 * time.Second)},
		{name: "spare: closed while it waits", truths: toggled, meanwhile: far(func(raw *wire) { raw.Close() })},
		{name: "spare: reset while it waits", truths: toggled, meanwhile: far((*wire).reset)},
		{name: "spare: closed by TLS while it waits", truths: toggled, meanwhile: nothing, arrange: first(func(x *exchange) bool {
			x.conn.CloseWrite()
			return true
		})},
		{name: "spare: answered before it was asked", truths: toggled, meanwhile: nothing, arrange: first(func(x *exchange) bool {
			x.say(wellReply)
			return true
		})},
		{name: "spare: garbage while it waits", truths: toggled, meanwhile: far(func(raw *wire) { raw.Write([]byte("HTTP/1.1 408 Request Timeout\r\n\r\n")) })},
		{name: "spare: every connection is closed at once", truths: append(not(Connect), unknown(Lost)...), deaf: true, meanwhile: nothing,
			arrange: greeting(func(x *exchange) bool { x.raw.Close(); return false })},
		{name: "spare: refused when the press dials anew", truths: not(Connect), deaf: true, meanwhile: func(w *world) {
			w.wires[1].Close()
			failing(syscall.ECONNREFUSED)(w)
		}},
		{name: "spare: dead, and nobody said so", truths: unknown(Timeout), took: defaultTimeout, deaf: true, meanwhile: deadAfter(0)},
		{name: "spare: dead, the machine slept for 8 h", truths: toggled, meanwhile: deadAfter(8 * time.Hour)},
		{name: "spare: dead, the machine slept for 10 s", truths: toggled, meanwhile: deadAfter(10 * time.Second)},
		{name: "spare: dead, clock an hour back", truths: toggled, meanwhile: deadAfter(-time.Hour)},
		{name: "spare: the press is read after 3.1 s", truths: not(Late), meanwhile: func(w *world) { w.age = 3100 * time.Millisecond }, deaf: true},
		{name: "spare: through the proxy", truths: toggled, meanwhile: nothing, arrange: (*world).useProxy},
		{name: "spare: through the proxy, which closes it while it waits", truths: toggled, arrange: (*world).useProxy, meanwhile: far(func(raw *wire) { raw.Close() })},
	}
}
