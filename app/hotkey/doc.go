// Package hotkey listens for one chord, anywhere on the desktop.
//
// It reports key events and nothing else: each [Event] is the chord's key going down or
// coming up, with the time stamp of its source. It does not decide what a press is. A held
// key arrives as many downs and ups, and the key filter of package hold makes one press of
// them, so times are passed on unchanged.
//
//	l, err := hotkey.Open(log, "Toggle hold")
//	...
//	held, err := l.Grab(chord)   // held: the key is already down, not pressed
//	...
//	err = l.Run(ctx, post, tell) // blocks
//
// # Where to change what
//
//   - X11, by XGrabKey through github.com/jezek/xgb: x11_linux.go (connection and event
//     loop), x11grab_linux.go (grabs), x11held_linux.go (a key that stays down),
//     clock_linux.go (event ages), keymap_linux.go and modifiers_linux.go (what to grab),
//     switch_linux.go (layout switching), display_linux.go (DISPLAY and its secret).
//   - Wayland, by the XDG GlobalShortcuts portal: portal_linux.go (state),
//     portalbind_linux.go (requests), portalsignal_linux.go (parsing).
//   - Windows, by RegisterHotKey: register_windows.go.
//   - macOS, by golang.design/x/hotkey: library_darwin.go, register_darwin.go,
//     system_darwin.go, pump.go.
//   - A program that starts before its desktop: environment_linux.go.
//   - What doctor asks, and the chord offered in place of a taken one: probe*.go.
//
// What to grab and how old an event is are decided by plain functions that know no
// connection, so tests need no desktop.
//
// # Why these backends
//
// golang.design/x/hotkey cannot serve on X11: it fires on keys that are not the chord (its
// issue 48), reports one press several times, and panics while the program loads when there
// is no display. On Windows it polls 100 times a second, tells no time of a press and cannot
// ask for MOD_NOREPEAT; its constants name keys and modifiers there. XWayland is not used: a
// grab there fires only while an X11 window has the focus.
//
// # Known limits
//
//   - X11: presses are hidden from every program while another client grabs the whole
//     keyboard (a screen locker, an open menu), and while nothing has the focus, not even
//     the root window.
//   - X11: while the key is down for longer than a tap, its state is polled 20 times a
//     second.
//   - Wayland: the portal's time stamps have no documented base, so an event's age is an
//     upper bound, counted from when the bus was last found empty. A timer runs 10 times a
//     second for this while there is a session. A delay inside the desktop cannot be seen.
//   - Wayland: on a desktop that never reports a key coming up, taps less than 2.5 s apart
//     look like one held key.
//   - Windows: while the key is down its state is polled 20 times a second. Windows may
//     answer "up" for a held key while a program with higher rights has the focus
//     (documentation of GetAsyncKeyState). MOD_NOREPEAT keeps that one event; Wine 8 ignores
//     it, and there a held key arrives as many downs.
package hotkey
