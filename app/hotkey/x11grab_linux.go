package hotkey

import (
	"errors"
	"fmt"
	"slices"

	"github.com/jezek/xgb/xproto"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

func (x *x11) grab(c settings.Chord) (heldNow bool, err error) {
	x.mu.Lock()
	first := x.first
	x.first = false
	x.mu.Unlock()

	try := func() error {
		heldNow, err = x.tryGrab(c)
		return err
	}
	if first {
		err = retryTaken(x.closing, try)
	} else {
		err = try()
	}
	return heldNow, err
}

func (x *x11) tryGrab(c settings.Chord) (heldNow bool, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	err = x.within(func() error {
		// A key counts as held when it is down before the grab and after it:
		// one pressed in between arrives as a press.
		before, err := x.pressed()
		if err != nil {
			return err
		}
		code, list, err := x.find(c)
		if err != nil {
			return err
		}
		if err := x.swap(list); err != nil {
			return err
		}
		x.chord, x.wanted = c, true
		x.code.Store(uint32(code))
		after, err := x.pressed()
		if err != nil {
			return err
		}
		heldNow = before(code) && after(code)
		x.switched, err = x.switches(c)
		return err
	})
	if err != nil {
		return false, x.explain(c, err)
	}
	x.log.Debug("chord grabbed", "chord", c.String(), "code", x.code.Load(), "variants", len(x.grabbed), "held", heldNow)
	return heldNow, x.unsure()
}

// switches reports whether the keyboard switches its layout with modifiers of the chord.
// The rules may be set by any program at any time.
func (x *x11) switches(c settings.Chord) (bool, error) {
	const name = "_XKB_RULES_NAMES"
	atom, err := xproto.InternAtom(x.conn, true, uint16(len(name)), name).Reply()
	if err != nil || atom.Atom == xproto.AtomNone {
		return false, err
	}
	rules, err := xproto.GetProperty(x.conn, false, x.setup.Roots[0].Root, atom.Atom, xproto.AtomString, 0, 1024).Reply()
	if err != nil {
		return false, err
	}
	return switched(optionsIn(rules.Value), c), nil
}

// unsure is the trouble of a chord that is registered and may not arrive, else nil.
func (x *x11) unsure() error {
	if !x.switched {
		return nil
	}
	return &Error{Code: CodeLayoutSwitch, Chord: x.chord}
}

func (x *x11) ungrab() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.wanted = false
	x.drop()
}

// drop releases everything, and with a key that is down the whole keyboard. A server
// that does not answer has nothing left to release; run tells that it is gone.
func (x *x11) drop() {
	x.code.Store(0)
	if err := x.within(func() error {
		xproto.UngrabKeyboard(x.conn, xproto.TimeCurrentTime)
		return x.swap(nil)
	}); err != nil {
		x.log.Debug("the chord could not be released", "err", err)
	}
	x.grabbed = nil
}

// follow grabs the chord again where the layout now has it, if that is another
// place than before: the message that brings us here comes as well for a new
// keyboard, and on every change between two keyboards. It returns whether there
// is news for run's caller: the chord is lost or may not arrive (err), or is back (nil).
func (x *x11) follow() (news bool, err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.wanted {
		return false, nil
	}
	var code byte
	wasSwitched := x.switched
	asked := x.within(func() (err error) {
		var list []combo
		code, list, err = x.find(x.chord)
		if err == nil && !slices.Equal(list, x.grabbed) {
			err = x.swap(list)
		}
		if err == nil {
			x.switched, err = x.switches(x.chord)
		}
		return err
	})
	if asked == nil {
		was := x.code.Swap(uint32(code))
		return was == 0 || x.switched != wasSwitched, x.unsure()
	}
	lost := x.explain(x.chord, asked)
	if lost.Code == CodeLost {
		return false, nil // the end of the event stream tells it
	}
	// The old key code is another key now. To keep it would be to fire on a key
	// that is not the chord.
	wasLost := x.code.Load() == 0
	x.drop()
	return !wasLost, lost
}

// find asks for the layout and returns the key code of the chord and all that
// must be grabbed for it.
func (x *x11) find(c settings.Chord) (code byte, list []combo, err error) {
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
	code, list, ok := combos(m, codes, c)
	if !ok {
		return 0, nil, &Error{Code: CodeNoSuchKey, Chord: c}
	}
	return code, list, nil
}

// swap makes list the set of what is grabbed. It grabs what is new before it
// releases what is old, so that a refusal changes nothing.
func (x *x11) swap(list []combo) error {
	added := without(list, x.grabbed)
	if err := x.grabAll(added); err != nil {
		return err
	}
	err := x.releaseAll(without(x.grabbed, list))
	x.grabbed = list
	return err
}

// grabAll grabs all of list on every screen, or nothing: another client may
// hold the chord with one lock and not with another, and a chord that works
// only while NumLock is off is worse than none.
func (x *x11) grabAll(list []combo) error {
	type asked struct {
		root   xproto.Window
		combo  combo
		cookie xproto.GrabKeyCookie
	}
	var all []asked
	for _, screen := range x.setup.Roots {
		for _, g := range list {
			all = append(all, asked{screen.Root, g, xproto.GrabKeyChecked(x.conn, false, screen.Root, g.state,
				xproto.Keycode(g.code), xproto.GrabModeAsync, xproto.GrabModeAsync)})
		}
	}
	var refused error
	var got []asked
	for _, a := range all {
		if err := a.cookie.Check(); err != nil {
			refused = err
		} else {
			got = append(got, a)
		}
	}
	if refused == nil {
		return nil
	}
	for _, a := range got {
		xproto.UngrabKey(x.conn, xproto.Keycode(a.combo.code), a.root, a.combo.state)
	}
	x.conn.Sync()
	return refused
}

func (x *x11) releaseAll(list []combo) error {
	var asked []xproto.UngrabKeyCookie
	for _, screen := range x.setup.Roots {
		for _, g := range list {
			asked = append(asked, xproto.UngrabKeyChecked(x.conn, xproto.Keycode(g.code), screen.Root, g.state))
		}
	}
	var errs []error
	for _, a := range asked {
		errs = append(errs, a.Check())
	}
	return errors.Join(errs...)
}

// without returns what of list is not in minus.
func without(list, minus []combo) []combo {
	var rest []combo
	for _, g := range list {
		if !slices.Contains(minus, g) {
			rest = append(rest, g)
		}
	}
	return rest
}

// pressed asks which keys are down at this moment.
func (x *x11) pressed() (func(code byte) bool, error) {
	r, err := xproto.QueryKeymap(x.conn).Reply()
	if err != nil {
		return nil, err
	}
	if len(r.Keys) < 32 {
		return nil, fmt.Errorf("the X server sent %d bytes of key state, not 32", len(r.Keys))
	}
	return func(code byte) bool { return r.Keys[code/8]&(1<<(code%8)) != 0 }, nil
}

// explain makes an Error of what stopped a grab.
func (x *x11) explain(c settings.Chord, err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	code := CodeLost
	switch err.(type) {
	case xproto.AccessError:
		code = CodeTaken
	case xproto.ValueError:
		code = CodeNoSuchKey
	}
	return &Error{Code: code, Chord: c, Err: err}
}
