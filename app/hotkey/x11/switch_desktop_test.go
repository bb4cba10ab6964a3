//go:build linux && desktop

package x11

import (
	"os"
	"os/exec"
	"regexp"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// TestLayoutSwitchesAndChords presses chords by their left-hand modifiers, in every order,
// under each option that switches layouts. switchesLayout must be true exactly where one of
// these orders does not arrive.
func TestLayoutSwitchesAndChords(t *testing.T) {
	const ctrl, shift, alt, super, end = 37, 50, 64, 133, 115
	conn, err := xgb.NewConn()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := xtest.Init(conn); err != nil {
		t.Fatal(err)
	}
	root := xproto.Setup(conn).DefaultScreen(conn).Root
	for state := uint16(0); state < 256; state++ {
		if err := xproto.GrabKeyChecked(conn, false, root, state, end, xproto.GrabModeAsync, xproto.GrabModeAsync).Check(); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { _ = exec.Command("setxkbmap", "-layout", "us", "-option", "").Run() })

	// arrives presses the keys, then End, and reports whether it came with this state.
	arrives := func(state uint16, keys ...byte) bool {
		keys = append(keys, end)
		for _, key := range keys {
			xtest.FakeInput(conn, xproto.KeyPress, key, 0, root, 0, 0, 0)
		}
		for i := len(keys) - 1; i >= 0; i-- {
			xtest.FakeInput(conn, xproto.KeyRelease, keys[i], 0, root, 0, 0, 0)
		}
		conn.Sync()
		came := false
		for event, err := conn.PollForEvent(); event != nil || err != nil; event, err = conn.PollForEvent() {
			if e, ok := event.(xproto.KeyPressEvent); ok {
				const groups = 0x6000
				came = e.State&^groups == state
			}
		}
		return came
	}
	list, err := os.ReadFile("/usr/share/X11/xkb/rules/base.lst")
	if err != nil {
		t.Fatal(err)
	}
	var options []string
	for option := range switchOptions { // some of them are in no list
		options = append(options, option)
	}
	for _, m := range regexp.MustCompile(`(?m)^  (grp:[a-z_]+)`).FindAllSubmatch(list, -1) {
		options = append(options, string(m[1]))
	}
	for _, option := range options {
		if out, err := exec.Command("setxkbmap", "-layout", "us,ru", "-option", "", "-option", option).CombinedOutput(); err != nil {
			t.Fatalf("setxkbmap %s: %v: %s", option, err, out)
		}
		for _, tt := range []struct {
			chord  settings.Chord
			state  uint16
			orders [][]byte
		}{
			{settings.Chord{Ctrl: true}, 4, [][]byte{{ctrl}}},
			{settings.Chord{Shift: true}, 1, [][]byte{{shift}}},
			{settings.Chord{Alt: true}, 8, [][]byte{{alt}}},
			{settings.Chord{Super: true}, 64, [][]byte{{super}}},
			{settings.Chord{Ctrl: true, Shift: true}, 5, [][]byte{{ctrl, shift}, {shift, ctrl}}},
			{settings.Chord{Alt: true, Shift: true}, 9, [][]byte{{alt, shift}, {shift, alt}}},
			{settings.Chord{Ctrl: true, Alt: true}, 12, [][]byte{{ctrl, alt}, {alt, ctrl}}},
			{settings.Chord{Ctrl: true, Super: true}, 68, [][]byte{{ctrl, super}, {super, ctrl}}},
			{settings.Chord{Shift: true, Super: true}, 65, [][]byte{{shift, super}, {super, shift}}},
			{settings.Chord{Ctrl: true, Shift: true, Alt: true}, 13, [][]byte{{ctrl, shift, alt}, {alt, shift, ctrl}}},
		} {
			all := true
			for _, order := range tt.orders {
				all = arrives(tt.state, order...) && all
			}
			tt.chord.Key = "End"
			if got := switchesLayout(option, tt.chord); got == all {
				t.Errorf("%s: %s arrives in every order is %v, and switchesLayout says %v", option, tt.chord, all, got)
			}
		}
	}
}
