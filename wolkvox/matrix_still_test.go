package wolkvox

import (
	"slices"
	"syscall"
	"time"
)

// atHandOver lets the network do f as the request is about to be handed over.
func atHandOver(f func(w *world, near *wire)) func(*world) {
	return func(w *world) {
		w.onMark = func() error {
			w.mu.Lock()
			near := w.wires[0]
			w.mu.Unlock()
			f(w, near)
			return nil
		}
	}
}

// downFor takes the link down as the request is handed over. After d it is up again,
// and the system sends what it still holds.
func downFor(d time.Duration) func(*world) {
	return atHandOver(func(_ *world, near *wire) {
		near.change(func() { near.down = true })
		time.AfterFunc(d, near.lift)
	})
}

// stuck makes writes, closing and deadlines of the connection stand still, as a part
// of the system can that looks into connections.
func stuck(w *world, near *wire) { near.change(func() { near.stuck = w.over }) }

// frozen is a mark on a disk that stands still for ever.
func frozen(w *world) { w.onMark = func() error { <-w.over; return nil } }

// stillFaults are those in which something stands still: the link, the disk under the
// mark, the connection, the person's own program. The outcome comes in time all the
// same, and what was given up does not arrive later.
func stillFaults() []fault {
	quitting := func(arrange func(*world)) func(*world) {
		return func(w *world) { arrange(w); mark := w.onMark; w.onMark = func() error { quitSoon(w)(); return mark() } }
	}
	var all []fault
	for _, back := range []time.Duration{200 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 5 * time.Second} {
		after := ", up " + back.String() + " after "
		all = append(all,
			fault{name: "link down" + after + "the time-out", truths: unknown(Timeout), took: defaultTimeout, deaf: true, arrange: downFor(defaultTimeout + back)},
			fault{name: "link down, through the proxy" + after + "the time-out", truths: unknown(Timeout), took: defaultTimeout, deaf: true,
				arrange: throughProxy(downFor(defaultTimeout + back))},
			fault{name: "link down, quit" + after + "that", truths: unknown(CanceledInFlight), took: time.Second, deaf: true, arrange: quitting(downFor(time.Second + back))},
		)
	}
	return slices.Concat(all, []fault{
		{name: "link down, up again in time", truths: toggled, took: 2 * time.Second, arrange: downFor(2 * time.Second)},
		{name: "link down before the hand-over, up again within the mark", truths: toggled, took: time.Second, arrange: atHandOver(func(_ *world, near *wire) {
			near.change(func() { near.down = true })
			time.Sleep(time.Second)
			near.lift()
		})},
		{name: "link down after the hand-over, the answer is lost", truths: unknown(Timeout), took: defaultTimeout, answer: func(x *exchange) {
			x.act()
			x.raw.change(func() { x.raw.down = true })
			time.AfterFunc(defaultTimeout+time.Second, x.raw.lift)
			x.say(wellReply)
		}},
		{name: "SO_LINGER cannot be set", truths: not(Connect), deaf: true, arrange: accepting(func(raw *wire) bool {
			raw.change(func() { raw.lingers = syscall.EINVAL })
			return true
		})},

		{name: "the mark stands still", truths: not(Late), took: SendWithin, deaf: true, arrange: frozen},
		{name: "the mark stands still, through the proxy", truths: not(Late), took: SendWithin, deaf: true, arrange: throughProxy(frozen)},
		{name: "the mark stands still, press read after 2 s", truths: not(Late), took: SendWithin, deaf: true, arrange: func(w *world) { w.age = 2 * time.Second; frozen(w) }},
		{name: "the mark stands still, time-out of 1 s", truths: not(Late), took: time.Second, deaf: true, arrange: func(w *world) { w.client.Timeout = time.Second; frozen(w) }},
		{name: "the mark stands still, quit", truths: not(Canceled), took: time.Second, deaf: true, arrange: quitting(frozen)},
		{name: "the mark stands still, closed meanwhile", truths: not(Connect), deaf: true, arrange: atHandOver(func(w *world, near *wire) {
			near.change(func() { gone(near) })
			<-w.over
		})},
		{name: "the mark stands still, then cannot be made", truths: not(Late), took: SendWithin, deaf: true, arrange: func(w *world) {
			w.onMark = func() error { time.Sleep(5 * time.Second); return syscall.EIO }
		}},

		{name: "the connection stands still", truths: unknown(Timeout), took: defaultTimeout, deaf: true, arrange: atHandOver(stuck)},
		{name: "the connection stands still, through the proxy", truths: unknown(Timeout), took: defaultTimeout, deaf: true, arrange: throughProxy(atHandOver(stuck))},
		{name: "the connection stands still, quit", truths: unknown(CanceledInFlight), took: time.Second, deaf: true, arrange: quitting(atHandOver(stuck))},
		{name: "the connection stands still, answered all the same", truths: unknown(Timeout), took: defaultTimeout, deaf: true, arrange: func(w *world) {
			w.greet = func(x *exchange) bool {
				time.AfterFunc(time.Second, func() { x.say(wellReply) })
				return true
			}
			w.onMark = func() error {
				near := w.wires[0]
				near.change(func() { near.stuck = w.over })
				return nil
			}
		}},
		{name: "the connection stands still before TLS", ways: 2, truths: not(Late), took: SendWithin + dialResultWait, deaf: true, dials: true, arrange: func(w *world) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.stuck = w.over
		}},
		{name: "who is told of the dial stands still", dials: true, truths: toggled, took: notifyTimeout, arrange: func(w *world) { w.onDial = func() { <-w.over } }},
		{name: "who is told of the first byte stands still", truths: toggled, took: notifyTimeout, arrange: func(w *world) { w.onSent = func() { <-w.over } }},
	})
}
