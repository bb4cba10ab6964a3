package wolkvox

import (
	"strings"
	"time"
)

// inTurn does another thing with each request; the last for all that follow.
func inTurn(steps ...func(*exchange)) func(*exchange) {
	return func(x *exchange) { steps[min(x.n, len(steps))-1](x) }
}

// busyFaults are those around the one refusal that is tried again.
func busyFaults() []fault {
	const text = "EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)"
	body := refusalBody("403", "FORBIDDEN", text)
	busy := refuse(reply(403, body))
	// A clock that is set while the first refusal is under way.
	stepping := func(d time.Duration) func(*exchange) {
		return inTurn(func(x *exchange) { x.step(d); busy(x) }, answer(wellReply))
	}
	return []fault{
		{name: "busy once", truths: toggled, tries: 2, answer: inTurn(busy, answer(wellReply))},
		{name: "busy twice", truths: toggled, tries: 3, answer: inTurn(busy, busy, answer(wellReply))},
		{name: "busy always", truths: not(Busy), tries: 3, answer: busy},
		{name: "busy under HTTP 200", truths: not(Busy), tries: 3, answer: refuse(reply(200, body))},
		{name: "busy once, answered after 3 s", truths: not(Busy), answer: inTurn(func(x *exchange) { time.Sleep(SendWithin); busy(x) }, answer(wellReply))},
		{name: "busy once, answered after 3 s, clock an hour back", truths: not(Busy), answer: inTurn(func(x *exchange) {
			x.step(-time.Hour)
			time.Sleep(SendWithin)
			busy(x)
		}, answer(wellReply))},
		{name: "busy once, press read after 2.95 s", truths: not(Busy), answer: inTurn(busy, answer(wellReply)),
			arrange: func(w *world) { w.age = 2950 * time.Millisecond }},
		{name: "busy once, then never answered", truths: unknown(Timeout), took: defaultTimeout, tries: 2, answer: inTurn(busy, never)},
		{name: "busy once, then reset", truths: unknown(Lost), tries: 2, answer: inTurn(busy, reset)},
		{name: "busy once, then 503", truths: unknown(HTTPStatus), tries: 2, answer: inTurn(busy, answer(page(503)))},
		{name: "busy once, then the token is refused", truths: not(TokenRefused), tries: 2,
			answer: inTurn(busy, refuse(reply(403, refusalBody("403", "FORBIDDEN", "PLEASE VALIDATE TOKEN"))))},
		{name: "busy once, then quit", truths: not(Busy), answer: inTurn(func(x *exchange) { busy(x); time.AfterFunc(50*time.Millisecond, x.cancel) }, answer(wellReply))},
		{name: "busy once, clock an hour forward", truths: not(Busy), answer: stepping(time.Hour)},
		{name: "busy once, clock an hour back", truths: toggled, tries: 2, answer: stepping(-time.Hour)},
		{name: "busy under HTTP 500", truths: unknown(HTTPStatus), answer: answer(reply(500, body))},
		{name: "busy, cut short", truths: unknown(Lost), answer: answer(head(403, len(body)) + body[:len(body)-1])},
		{name: "busy, and more after it", truths: unknown(HTTPStatus), answer: answer(reply(403, body+okReply))},
		{name: "busy as plain text", truths: unknown(HTTPStatus), answer: answer(lines(403) + text)},
		{name: "busy as the error of a success", truths: unknown(Unclear), answer: answer(reply(200, strings.Replace(body, `"403"`, `"200"`, 1)))},
	}
}

// clockFaults are those of the wall clock, and of presses that are read late. A
// machine that sleeps is one whose wall clock is found to have moved on.
func clockFaults() []fault {
	read := func(age time.Duration) func(*world) { return func(w *world) { w.age = age } }
	dialling := func(by time.Duration) func(*world) {
		return func(w *world) { w.onDial = func() { w.step(by) } }
	}
	sending := func(by time.Duration) func(*world) {
		return func(w *world) { w.onMark = func() error { w.step(by); return nil } }
	}
	marking := func(d time.Duration) func(*world) {
		return func(w *world) { w.onMark = func() error { time.Sleep(d); return nil } }
	}
	waiting := func(by time.Duration) func(*exchange) {
		return func(x *exchange) { x.act(); x.step(by); time.Sleep(time.Second); x.say(wellReply) }
	}
	return []fault{
		{name: "clock an hour forward before dialling", dials: true, truths: not(Late), arrange: dialling(time.Hour)},
		{name: "clock an hour back before dialling", truths: toggled, arrange: dialling(-time.Hour)},
		{name: "clock an hour forward between dial and send", truths: not(Late), arrange: sending(time.Hour)},
		{name: "clock an hour back between dial and send", truths: toggled, arrange: sending(-time.Hour)},
		{name: "clock an hour forward while waiting", truths: toggled, answer: waiting(time.Hour)},
		{name: "clock an hour back while waiting", truths: toggled, answer: waiting(-time.Hour)},
		{name: "clock an hour forward before the press is read", truths: not(Late), arrange: func(w *world) { w.step(time.Hour) }},
		{name: "clock an hour back before the press is read", truths: toggled, arrange: func(w *world) { w.step(-time.Hour) }},
		{name: "asleep for 8 h before dialling", dials: true, truths: not(Late), arrange: dialling(8 * time.Hour)},
		{name: "asleep for 8 h between dial and send", truths: not(Late), arrange: sending(8 * time.Hour)},
		{name: "asleep for 4 s between dial and send", truths: not(Late), arrange: sending(4 * time.Second)},
		{name: "asleep for 8 h, the connection is dead", truths: unknown(Lost), answer: func(x *exchange) {
			x.step(8 * time.Hour)
			reset(x)
		}},
		{name: "press read after 2.9 s", truths: toggled, arrange: read(2900 * time.Millisecond)},
		{name: "press read after 3 s", dials: true, truths: not(Late), arrange: read(SendWithin)},
		{name: "press read after 2 s, then connecting stalls", truths: not(Late), took: SendWithin, arrange: func(w *world) {
			w.age, w.open = 2*time.Second, stall
		}},
		{name: "press read after an hour", truths: not(Late), arrange: func(w *world) {
			w.age = time.Hour
			w.onDial = func() { w.t.Error("dialled for an old press") }
		}},
		{name: "the mark takes 2.9 s", truths: toggled, arrange: marking(2900 * time.Millisecond)},
		{name: "the mark takes 3.5 s", truths: not(Late), arrange: marking(3500 * time.Millisecond)},
		{name: "clock back, then a slow mark", truths: not(Late), arrange: func(w *world) {
			w.age = 2 * time.Second
			w.onDial = func() { w.step(-time.Hour) }
			w.onMark = func() error { time.Sleep(1500 * time.Millisecond); return nil }
		}},
		{name: "clock back, then connecting stalls", truths: not(Late), took: SendWithin, arrange: func(w *world) {
			w.onDial = func() { w.step(-time.Hour) }
			w.open = stall
		}},
		{name: "clock back, then never answered", truths: unknown(Timeout), took: defaultTimeout, arrange: sending(-time.Hour),
			answer: never},
	}
}

// twiceFaults are those in which one request gets several answers. The first
// counts, unless it refuses what the next one may confirm, and the connection is never used
// again.
func twiceFaults() []fault {
	refused := reply(403, refusalBody("403", "FORBIDDEN", "PLEASE VALIDATE TOKEN"))
	busy := reply(403, refusalBody("403", "FORBIDDEN", "EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)"))
	return []fault{
		{name: "answers twice, at once", truths: toggled, answer: answer(wellReply + wellReply)},
		{name: "answers twice, late", truths: toggled, answer: func(x *exchange) { x.act(); x.say(wellReply); time.Sleep(time.Second); x.say(wellReply) }},
		{name: "answers well, then refuses", truths: toggled, answer: answer(wellReply + refused)},
		{name: "refuses, then answers well", truths: unknown(Unclear), answer: answer(refused + wellReply)},
		{name: "is busy, then answers well", truths: unknown(Unclear), answer: answer(busy + wellReply)},
		{name: "is busy, then answers well, apart", truths: unknown(Unclear), answer: func(x *exchange) { x.act(); x.say(busy); time.Sleep(50 * time.Millisecond); x.say(wellReply) }},
		{name: "refuses, and the connection stays", truths: not(TokenRefused), answer: func(x *exchange) { x.say(refused); time.Sleep(time.Minute) }},
		{name: "cuts its answer, then answers well", truths: unknown(Unclear), answer: answer(head(200, 10) + okReply[:10] + wellReply)},
	}
}

// quitSoon begins the second after which the program ends.
func quitSoon(w *world) func() { return func() { time.AfterFunc(time.Second, w.cancel) } }

// quitFaults are those in which the program ends while a press is served.
func quitFaults() []fault {
	return []fault{
		{name: "quit before the press is served", truths: not(Canceled), arrange: func(w *world) {
			w.cancel()
			w.onDial = func() { w.t.Error("dialled after the end") }
		}},
		{name: "quit while dialling", dials: true, truths: not(Canceled), arrange: func(w *world) { w.onDial = w.cancel }},
		{name: "quit while the proxy is asked", truths: not(Canceled), took: time.Second, arrange: func(w *world) {
			proxied(silent)(w)
			w.onDial = quitSoon(w)
		}},
		{name: "quit while waiting for the answer", truths: unknown(CanceledInFlight), took: time.Second,
			arrange: func(w *world) { w.onSent = quitSoon(w) }, answer: never},
		{name: "quit in the middle of the answer", truths: unknown(CanceledInFlight), took: time.Second,
			arrange: func(w *world) { w.onSent = quitSoon(w) }, answer: func(x *exchange) { x.act(); x.say(wellReply[:len(wellReply)-1]); x.hang() }},
	}
}
