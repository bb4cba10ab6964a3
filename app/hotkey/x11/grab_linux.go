package x11

import (
	"errors"
	"fmt"
	"slices"

	"github.com/jezek/xgb/xproto"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

func (x *Conn) Grab(c settings.Chord) (heldNow bool, err error) {
	x.mu.Lock()
	first := x.firstGrab
	x.firstGrab = false
	x.mu.Unlock()

	try := func() error {
		heldNow, err = x.tryGrab(c)
		return err
	}
	if first {
		err = hotkey.RetryTaken(x.closing, try)
	} else {
		err = try()
	}
	return heldNow, err
}

func (x *Conn) tryGrab(c settings.Chord) (heldNow bool, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	err = x.withTimeout(func() error {
		code, list, err := x.resolve(c)
		if err != nil {
			return err
		}
		if heldNow, err = x.grabHeld(code, list); err != nil {
			return err
		}
		x.chord, x.wanted = c, true
		x.layoutSwitch, err = x.queryLayoutSwitch(c)
		return err
	})
	if err != nil {
		return false, grabError(c, err)
	}
	x.log.Debug("chord grabbed", "chord", c.String(), "code", x.code.Load(), "variants", len(x.grabbed), "held", heldNow)
	return heldNow, x.layoutSwitchError()
}

// queryLayoutSwitch reports whether the keyboard switches its layout with modifiers of the
// chord. Any program can change the keyboard's rules at any time.
func (x *Conn) queryLayoutSwitch(c settings.Chord) (bool, error) {
	const name = "_XKB_RULES_NAMES"
	atom, err := xproto.InternAtom(x.conn, true, uint16(len(name)), name).Reply()
	if err != nil || atom.Atom == xproto.AtomNone {
		return false, err
	}
	rules, err := xproto.GetProperty(x.conn, false, x.setup.Roots[0].Root, atom.Atom, xproto.AtomString, 0, 1024).Reply()
	if err != nil {
		return false, err
	}
	return switchesLayout(xkbOptions(rules.Value), c), nil
}

// layoutSwitchError warns that presses of the registered chord may not arrive; nil if they do.
func (x *Conn) layoutSwitchError() error {
	if !x.layoutSwitch {
		return nil
	}
	return &hotkey.Error{Code: hotkey.CodeLayoutSwitch, Chord: x.chord}
}

func (x *Conn) Ungrab() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.wanted = false
	x.releaseChord()
}

// releaseChord releases all grabs, and the keyboard, which a key that is down keeps grabbed.
// A server that does not answer keeps no grabs: the connection is closed, and Run reports
// that.
func (x *Conn) releaseChord() {
	x.code.Store(0)
	if err := x.withTimeout(func() error {
		xproto.UngrabKeyboard(x.conn, xproto.TimeCurrentTime)
		return x.setGrabs(nil)
	}); err != nil {
		x.log.Debug("the chord could not be released", "err", err)
	}
	x.grabbed = nil
}

// regrab grabs the chord again if the layout moved it to another key. The server's message
// also comes for a new keyboard and for each switch between two keyboards, without a change.
// It returns what became of the key, and whether to report something: the chord is lost or may not
// arrive (err), or it works again (nil).
func (x *Conn) regrab() (move keyMove, changed bool, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.wanted {
		return keyStayed, false, nil
	}
	var code byte
	var held bool
	was, hadLayoutSwitch := x.code.Load(), x.layoutSwitch
	failure := x.withTimeout(func() (err error) {
		var list []keyGrab
		code, list, err = x.resolve(x.chord)
		if err == nil && !slices.Equal(list, x.grabbed) {
			held, err = x.grabHeld(code, list)
		}
		if err == nil {
			x.layoutSwitch, err = x.queryLayoutSwitch(x.chord)
		}
		return err
	})
	if failure == nil {
		return movement(was, uint32(code), held), was == 0 || x.layoutSwitch != hadLayoutSwitch, x.layoutSwitchError()
	}
	lost := grabError(x.chord, failure)
	if lost.Code == hotkey.CodeLost {
		return keyStayed, false, nil // Run reports it at the end of the event stream
	}
	// The old key code is another key now, which must not toggle.
	x.releaseChord()
	return movement(was, 0, false), was != 0, lost
}

// keyMove is what a change of the layout did to the chord's key.
type keyMove int

const (
	keyStayed    keyMove = iota
	keyMoved             // it is another key now, or none
	keyMovedHeld         // it is another key now, which is down
)

func movement(was, code uint32, held bool) keyMove {
	switch {
	case was == code:
		return keyStayed
	case held:
		return keyMovedHeld
	}
	return keyMoved
}

// grabHeld makes list the set of grabs, for the key with that code, and reports whether it is
// held: it is if it is down before and after the grab. One that is pressed in between arrives as
// a press.
func (x *Conn) grabHeld(code byte, list []keyGrab) (held bool, err error) {
	before, err := x.keysDown()
	if err != nil {
		return false, err
	}
	if err := x.setGrabs(list); err != nil {
		return false, err
	}
	x.code.Store(uint32(code))
	after, err := x.keysDown()
	return err == nil && before(code) && after(code), err
}

// resolve reads the layout and returns the chord's key code and grabs.
func (x *Conn) resolve(c settings.Chord) (code byte, list []keyGrab, err error) {
	first, last := x.setup.MinKeycode, x.setup.MaxKeycode
	symbols := xproto.GetKeyboardMapping(x.conn, first, byte(last-first+1))
	table := xproto.GetModifierMapping(x.conn)
	s, err := symbols.Reply()
	if err != nil {
		return 0, nil, err
	}
	t, err := table.Reply()
	if err != nil {
		return 0, nil, err
	}
	m := keymap{first: byte(first), width: int(s.KeysymsPerKeycode), syms: make([]keysym, len(s.Keysyms))}
	for i, sym := range s.Keysyms {
		m.syms[i] = keysym(sym)
	}
	codes := make([]byte, len(t.Keycodes))
	for i, code := range t.Keycodes {
		codes[i] = byte(code)
	}
	code, list, ok := grabsFor(m, codes, c)
	if !ok {
		return 0, nil, &hotkey.Error{Code: hotkey.CodeNoSuchKey, Chord: c}
	}
	return code, list, nil
}

// setGrabs makes list the set of grabs. It adds the new ones before it releases the old
// ones, so a refusal changes nothing.
func (x *Conn) setGrabs(list []keyGrab) error {
	added := difference(list, x.grabbed)
	if err := x.grabAll(added); err != nil {
		return err
	}
	err := x.releaseAll(difference(x.grabbed, list))
	x.grabbed = list
	return err
}

// grabAll grabs all of list on every screen, or nothing. Another client may hold the chord in
// some lock states only, and a chord that works only while NumLock is off is worse than none.
func (x *Conn) grabAll(list []keyGrab) error {
	type request struct {
		root   xproto.Window
		grab   keyGrab
		cookie xproto.GrabKeyCookie
	}
	var all []request
	for _, screen := range x.setup.Roots {
		for _, g := range list {
			all = append(all, request{screen.Root, g, xproto.GrabKeyChecked(x.conn, false, screen.Root, g.state,
				xproto.Keycode(g.code), xproto.GrabModeAsync, xproto.GrabModeAsync)})
		}
	}
	var refused error
	var granted []request
	for _, r := range all {
		if err := r.cookie.Check(); err != nil {
			refused = err
		} else {
			granted = append(granted, r)
		}
	}
	if refused == nil {
		return nil
	}
	for _, r := range granted {
		xproto.UngrabKey(x.conn, xproto.Keycode(r.grab.code), r.root, r.grab.state)
	}
	x.conn.Sync()
	return refused
}

func (x *Conn) releaseAll(list []keyGrab) error {
	var requests []xproto.UngrabKeyCookie
	for _, screen := range x.setup.Roots {
		for _, g := range list {
			requests = append(requests, xproto.UngrabKeyChecked(x.conn, xproto.Keycode(g.code), screen.Root, g.state))
		}
	}
	var errs []error
	for _, r := range requests {
		errs = append(errs, r.Check())
	}
	return errors.Join(errs...)
}

// difference returns the elements of list that are not in minus.
func difference(list, minus []keyGrab) []keyGrab {
	var rest []keyGrab
	for _, g := range list {
		if !slices.Contains(minus, g) {
			rest = append(rest, g)
		}
	}
	return rest
}

// keysDown asks the server which keys are down at this moment.
func (x *Conn) keysDown() (func(code byte) bool, error) {
	r, err := xproto.QueryKeymap(x.conn).Reply()
	if err != nil {
		return nil, err
	}
	if len(r.Keys) < 32 {
		return nil, fmt.Errorf("the X server sent %d bytes of key state, not 32", len(r.Keys))
	}
	return func(code byte) bool { return r.Keys[code/8]&(1<<(code%8)) != 0 }, nil
}

// grabError turns the failure of a grab into an Error.
func grabError(c settings.Chord, err error) *hotkey.Error {
	if e, ok := errors.AsType[*hotkey.Error](err); ok {
		return e
	}
	code := hotkey.CodeLost
	switch err.(type) {
	case xproto.AccessError:
		code = hotkey.CodeTaken
	case xproto.ValueError:
		code = hotkey.CodeNoSuchKey
	}
	return &hotkey.Error{Code: code, Chord: c, Err: err}
}
