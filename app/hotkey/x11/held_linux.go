package x11

import (
	"time"

	"github.com/jezek/xgb/xproto"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
)

const (
	// maxTap is how long the chord's key may be down before the keyboard is released. A
	// shorter press arrives with its release and the time of the release.
	maxTap = 300 * time.Millisecond
	// pollInterval is how often the state of a longer press is read. It is less than the
	// shortest pause between two presses of one person.
	pollInterval = 50 * time.Millisecond
	// repeatAfter is how long a key that is down may give no event before a repeat is
	// delivered for it.
	repeatAfter = 500 * time.Millisecond
)

// heldKey is the chord's key while it is down. From the press until the key comes up, the X
// server sends the whole keyboard to the program that grabbed the chord. A stuck key, or a
// release that was lost on the way, would keep people from typing and screen lockers from
// locking. So the keyboard is released after maxTap. After that the key's release goes to the
// window with the focus, and we find it by polling which keys are down.
type heldKey struct {
	code     xproto.Keycode   // 0 for none
	pressed  xproto.Timestamp // its last press
	released xproto.Timestamp // its last release
	up       bool             // the release came after the press; a press of the same time makes it a repeat
	missed   bool             // a release before the last press went to another window

	longPress        <-chan time.Time // fires after maxTap; nil after that
	keyboardReleased bool
	ticker           *time.Ticker // runs once the keyboard is released
	query            *xproto.QueryKeymapCookie
	lastEvent        time.Time // when an event was last delivered
}

// poll is nil, which blocks, while the key is not polled.
func (h *heldKey) poll() <-chan time.Time {
	if h.ticker == nil {
		return nil
	}
	return h.ticker.C
}

func (h *heldKey) reset() {
	if h.ticker != nil {
		h.ticker.Stop()
	}
	*h = heldKey{}
}

// onPress takes a press of the chord's key. It reports that the release before it was missed:
// the key was down, and this is not a repeat.
func (x *Conn) onPress(code xproto.Keycode, t xproto.Timestamp) (missed bool) {
	h := &x.held
	repeat := h.up && h.released == t
	if h.code != code || h.up && !repeat && !h.keyboardReleased {
		h.reset()
		h.code, h.longPress = code, time.After(maxTap)
	}
	h.missed = h.keyboardReleased && !h.up
	h.pressed, h.up, h.lastEvent = t, false, time.Now()
	if h.keyboardReleased || h.longPress == nil {
		x.releaseKeyboard()
	}
	return h.missed
}

// onRelease takes a release of the chord's key. It reports that the release must not be
// delivered: it is the second half of a repeat that began with the press, and that release
// was delivered already. If the key is really up, the next poll finds it.
func (x *Conn) onRelease(code xproto.Keycode, t xproto.Timestamp) (repeat bool) {
	h := &x.held
	if code != h.code {
		return false
	}
	h.released, h.up, h.lastEvent = t, true, time.Now()
	return h.missed && h.pressed == t
}

// onLongPress runs when the key has been down for maxTap.
func (x *Conn) onLongPress() {
	x.held.longPress = nil
	if !x.held.up {
		x.releaseKeyboard()
	}
}

// releaseKeyboard ends the keyboard grab of the last press and starts polling.
func (x *Conn) releaseKeyboard() {
	xproto.UngrabKeyboard(x.conn, x.held.pressed)
	if !x.held.keyboardReleased {
		x.held.keyboardReleased, x.held.ticker = true, time.NewTicker(pollInterval)
	}
}

// onMove takes that the layout gave the chord another key. It returns the events to deliver: nobody
// will see the release of a key that was down, and one that is down already is held, not pressed.
// Servers that repeat a key by themselves would begin its repeats with a press.
func (x *Conn) onMove(move keyMove) []hotkey.Event {
	h := &x.held
	if move == keyStayed {
		return nil
	}
	t := x.stamper.clock.last + x.clock() - x.stamper.clock.lastAt
	down := h.code != 0 && !h.up
	h.reset()
	switch {
	case move == keyMovedHeld:
		h.code, h.lastEvent = xproto.Keycode(x.code.Load()), time.Now()
		h.keyboardReleased, h.ticker = true, time.NewTicker(pollInterval)
		return []hotkey.Event{{Time: t}, {Down: true, Time: t}} // as of a repeat
	case down:
		return []hotkey.Event{{Time: t}}
	}
	return nil
}

// queryKeys asks which keys are down, and then for the server's time: its event marks the
// place of the answer among the key events.
func (x *Conn) queryKeys() {
	if x.held.query == nil {
		cookie := xproto.QueryKeymap(x.conn)
		x.held.query = &cookie
		x.changeProperty(xproto.AtomWmIconName)
	}
}

// onKeys takes the answer to queryKeys, from the server's time t. It returns the events to
// deliver: a release, or a repeat for a key that is still down but gives no events.
func (x *Conn) onKeys(t time.Duration) []hotkey.Event {
	h := &x.held
	if h.query == nil {
		return nil
	}
	reply, err := h.query.Reply() // does not block: it was sent before the time
	h.query = nil
	if err != nil || len(reply.Keys) < 32 {
		return nil
	}
	code := h.code
	switch {
	case uint32(code) != x.code.Load():
		h.reset() // the chord was changed or released
	case reply.Keys[code/8]&(1<<(code%8)) == 0:
		h.reset()
		return []hotkey.Event{{Time: t}}
	case time.Since(h.lastEvent) >= repeatAfter:
		h.lastEvent = time.Now()
		return []hotkey.Event{{Time: t}, {Down: true, Time: t}}
	}
	return nil
}
