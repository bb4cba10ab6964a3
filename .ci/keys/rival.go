package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

// modifiers are the bits of the modifiers on a PC keyboard.
var modifiers = map[string]uint16{"ctrl": xproto.ModMaskControl, "shift": xproto.ModMaskShift, "alt": xproto.ModMask1, "super": xproto.ModMask4}

// chord is a key with modifiers, as a program registers it.
type chord struct {
	key   xproto.Keycode
	state uint16
}

func parseChord(s string) (c chord, err error) {
	names := strings.Split(s, "+")
	key, ok := codes[names[len(names)-1]]
	if !ok {
		return c, fmt.Errorf("no key is called %q", names[len(names)-1])
	}
	c.key = xproto.Keycode(key)
	for _, name := range names[:len(names)-1] {
		bit, ok := modifiers[name]
		if !ok {
			return c, fmt.Errorf("no modifier is called %q", name)
		}
		c.state |= bit
	}
	return c, nil
}

// register registers a chord, in the state without locks.
func register(conn *xgb.Conn, root xproto.Window, s string) (chord, error) {
	c, err := parseChord(s)
	if err != nil {
		return c, err
	}
	return c, xproto.GrabKeyChecked(conn, false, root, c.state, c.key, xproto.GrabModeAsync, xproto.GrabModeAsync).Check()
}

// take registers a chord and prints each press of it.
func take(conn *xgb.Conn, root xproto.Window, s string) error {
	if _, err := register(conn, root, s); err != nil {
		fmt.Println("refused")
		return err
	}
	fmt.Println("taken")
	return watch(conn)
}

// free registers a chord and gives it back before it returns.
func free(conn *xgb.Conn, root xproto.Window, s string) error {
	c, err := register(conn, root, s)
	if err != nil {
		return err
	}
	return xproto.UngrabKeyChecked(conn, c.key, root, c.state).Check()
}

// grab takes the whole keyboard, as soon as the server gives it.
func grab(conn *xgb.Conn, root xproto.Window) error {
	for first := true; ; first = false {
		r, err := xproto.GrabKeyboard(conn, false, root, xproto.TimeCurrentTime, xproto.GrabModeAsync, xproto.GrabModeAsync).Reply()
		switch {
		case err != nil:
			return err
		case r.Status == xproto.GrabStatusSuccess:
			fmt.Println("grabbed")
			return watch(conn)
		case first:
			fmt.Println("refused")
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// watch prints each press until the server is gone.
func watch(conn *xgb.Conn) error {
	for {
		event, xerr := conn.WaitForEvent()
		if event == nil && xerr == nil {
			return errors.New("the X server is gone")
		}
		if _, ok := event.(xproto.KeyPressEvent); ok {
			fmt.Println("pressed")
		}
	}
}

// idle fails while a program has the whole keyboard.
func idle(conn *xgb.Conn, root xproto.Window) error {
	r, err := xproto.GrabKeyboard(conn, false, root, xproto.TimeCurrentTime, xproto.GrabModeAsync, xproto.GrabModeAsync).Reply()
	if err != nil {
		return err
	}
	if r.Status != xproto.GrabStatusSuccess {
		return errors.New("another program has the keyboard")
	}
	return xproto.UngrabKeyboardChecked(conn, xproto.TimeCurrentTime).Check()
}
