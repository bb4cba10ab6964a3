// Package x11 is the hotkey on X11, by XGrabKey through github.com/jezek/xgb.
// golang.design/x/hotkey cannot serve there: it fires on keys that are not the chord (its
// issue 48), reports one press several times, and panics while the program loads when there
// is no display.
//
// [Conn] has the connection and its event loop; grab_linux.go the grabs, held_linux.go a key
// that stays down. Plain functions that know no connection, so that tests need no desktop,
// decide how old an event is (clock), what to grab (keymap, modifiers), whether the layout
// switches (switch) and what DISPLAY means (display).
package x11
