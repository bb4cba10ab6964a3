package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// codes are the key codes that Linux gives the keys of a PC keyboard.
var codes = map[string]byte{
	"ctrl": 37, "shift": 50, "alt": 64, "super": 133,
	"f8": 74, "f9": 75, "f10": 76, "f11": 95,
	"q": 24, "w": 25, "e": 26, "r": 27, "t": 28, "y": 29, "u": 30, "i": 31, "o": 32, "p": 33,
	"a": 38, "s": 39, "d": 40, "f": 41, "g": 42, "h": 43, "j": 44, "k": 45, "l": 46,
	"z": 52, "x": 53, "c": 54, "v": 55, "b": 56, "n": 57, "m": 58, "space": 65,
}

// input is one key or mouse button that XTEST can move.
type input struct {
	code   byte
	button bool
}

func parseInput(name string) (input, error) {
	if code, ok := codes[name]; ok {
		return input{code: code}, nil
	}
	if number, ok := strings.CutPrefix(name, "button"); ok && len(number) == 1 && number >= "1" && number <= "3" {
		return input{code: number[0] - '0', button: true}, nil
	}
	return input{}, fmt.Errorf("no key is called %q", name)
}

// play does what the steps say, and returns by how much the latest step was late.
func play(conn *xgb.Conn, root xproto.Window, steps []string) (late time.Duration, err error) {
	clock := time.Now()
	for _, step := range steps {
		if pause, err := time.ParseDuration(step); err == nil {
			conn.Sync()
			late = max(late, time.Since(clock))
			clock = clock.Add(pause)
			time.Sleep(time.Until(clock))
			continue
		}
		if step == "root" {
			xproto.SetInputFocus(conn, xproto.InputFocusPointerRoot, root, xproto.TimeCurrentTime)
			continue
		}
		if err := move(conn, root, step); err != nil {
			return 0, err
		}
	}
	conn.Sync()
	return max(late, time.Since(clock)), nil
}

// move pushes keys down, lets them go, or both.
func move(conn *xgb.Conn, root xproto.Window, step string) error {
	names := strings.TrimLeft(step, "+-")
	var inputs []input
	for name := range strings.SplitSeq(names, "+") {
		in, err := parseInput(name)
		if err != nil {
			return err
		}
		inputs = append(inputs, in)
	}
	if !strings.HasPrefix(step, "-") {
		for _, in := range inputs {
			fake(conn, root, in, true)
		}
	}
	if !strings.HasPrefix(step, "+") {
		for _, in := range slices.Backward(inputs) {
			fake(conn, root, in, false)
		}
	}
	return nil
}

func fake(conn *xgb.Conn, root xproto.Window, in input, down bool) {
	kind := byte(xproto.KeyPress)
	if in.button {
		kind = xproto.ButtonPress
	}
	if !down {
		kind++ // a release follows its press in the numbering of X events
	}
	xtest.FakeInput(conn, kind, in.code, 0, root, 0, 0, 0)
}
