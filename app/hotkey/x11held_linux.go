package hotkey

import (
	"time"

	"github.com/jezek/xgb/xproto"
)

const (
	// tapLasts is how long the chord's key may be down before the keyboard is given
	// back. Shorter presses come with their own release, and with its time.
	tapLasts = 300 * time.Millisecond
	// lookEvery is how often a key that is down for longer is looked at. It is less than
	// the shortest pause between two presses of one person.
	lookEvery = 50 * time.Millisecond
	// stillHeld is how long nothing may come of a key that is down until a repeat is
	// handed over in its place.
	stillHeld = 500 * time.Millisecond
)

// held is the chord's key while it is down. From its press on the X server sends the
// whole keyboard to the program that has grabbed the chord, until the key comes up. A
// key that is stuck, leaned on, or whose release was lost on the way would let nobody
// type and no locker lock the screen. So the keyboard is given back after tapLasts. Then
// the release goes to the window in focus, and is found by asking which keys are down.
type held struct {
	code     xproto.Keycode   // 0 for none
	pressed  xproto.Timestamp // its last press
	released xproto.Timestamp // its last release
	up       bool             // which came after the press; a press of the same time makes a repeat of it
	missed   bool             // another one must have come before the press, and gone elsewhere

	long  <-chan time.Time // when it has been down too long; nil after that
	given bool             // the keyboard was given back
	look  *time.Ticker     // runs from then on
	asked *xproto.QueryKeymapCookie
	last  time.Time // when something was last handed over
}

func (h *held) looks() <-chan time.Time {
	if h.look == nil {
		return nil
	}
	return h.look.C
}

// end forgets the key.
func (h *held) end() {
	if h.look != nil {
		h.look.Stop()
	}
	*h = held{}
}

// down takes a press of the chord's key, and reports that its release must have been
// missed: it is no repeat, and the key was down.
func (x *x11) down(code xproto.Keycode, t xproto.Timestamp) (missed bool) {
	h := &x.held
	repeat := h.up && h.released == t
	if h.code != code || h.up && !repeat && !h.given {
		h.end()
		h.code, h.long = code, time.After(tapLasts)
	}
	h.missed = h.given && !h.up
	h.pressed, h.up, h.last = t, false, time.Now()
	if h.given || h.long == nil {
		x.giveBack()
	}
	return h.missed
}

// came takes a release of the chord's key, and reports that it is the second half of a
// repeat whose press came first, and whose release was handed over already. Where it is
// not, and the key is up, the next look finds that.
func (x *x11) came(code xproto.Keycode, t xproto.Timestamp) (again bool) {
	h := &x.held
	if code != h.code {
		return false
	}
	h.released, h.up, h.last = t, true, time.Now()
	return h.missed && h.pressed == t
}

// tooLong is what happens when the key has been down for tapLasts.
func (x *x11) tooLong() {
	x.held.long = nil
	if !x.held.up {
		x.giveBack()
	}
}

// giveBack ends the grab that the last press began.
func (x *x11) giveBack() {
	xproto.UngrabKeyboard(x.conn, x.held.pressed)
	if !x.held.given {
		x.held.given, x.held.look = true, time.NewTicker(lookEvery)
	}
}

// ask asks which keys are down, and for the time behind that: in the stream of events
// it stands where the answer belongs.
func (x *x11) ask() {
	if x.held.asked == nil {
		cookie := xproto.QueryKeymap(x.conn)
		x.held.asked = &cookie
		x.stampNow(xproto.AtomWmIconName)
	}
}

// looked takes the answer, which was of the server's time t, and returns what to hand
// over: that the key came up, or that it is still down where nothing else says so.
func (x *x11) looked(t time.Duration) []Event {
	h := &x.held
	if h.asked == nil {
		return nil
	}
	reply, err := h.asked.Reply() // it was sent before the time, so it is there
	h.asked = nil
	if err != nil || len(reply.Keys) < 32 {
		return nil
	}
	code := h.code
	switch {
	case uint32(code) != x.code.Load():
		h.end() // another chord is registered, or none
	case reply.Keys[code/8]&(1<<(code%8)) == 0:
		h.end()
		return []Event{{Time: t}}
	case time.Since(h.last) >= stillHeld:
		h.last = time.Now()
		return []Event{{Time: t}, {Down: true, Time: t}}
	}
	return nil
}
