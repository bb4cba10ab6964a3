// Package hotkey listens for one chord, anywhere on the desktop.
//
// # What it promises
//
// It reports what the keyboard did to that chord, and nothing else: every
// [Event] is one key going down or coming up, with the time the event's own
// source gave it. It never decides what a press is. A held key arrives here as
// a long row of downs and ups; the key filter of package hold makes one press
// of them, and that is why times are passed on exactly as they came.
//
// # How to use it
//
// [Open] picks the backend this desktop can serve, [Listener.Grab] registers a
// chord, and [Listener.Run] blocks and hands over events until its context
// ends or the desktop goes away. Grab may be called before Run and at any time
// while Run runs; a new chord replaces the old one. A chord that cannot be
// registered fails aloud with an [*Error] and leaves the old one in place.
//
//	l, err := hotkey.Open(log, "Toggle hold")
//	...
//	held, err := l.Grab(chord)   // held: the key is down already, not pressed
//	...
//	err = l.Run(ctx, post, tell) // blocks
//
// # The backends
//
// On X11 the package speaks to the server itself (XGrabKey through
// github.com/jezek/xgb). golang.design/x/hotkey cannot serve there: it fires
// on keys that are not the chord (its issue 48), reports one press several
// times, and panics while the program loads when there is no display. On
// Windows and macOS it is that library.
//
// A Wayland session has no key grabs. There the desktop is asked by the XDG
// GlobalShortcuts portal, where it has one: it asks its person, who may choose
// another key, and sends a signal when that goes down and when it comes up. What
// it does not have is told with [CodeWayland]. The X11 server for old programs
// (XWayland) is not used, because a grab there only fires while an X11 window has
// the focus.
//
// The portal's signals have a time stamp without a known base, so an event's age is
// the most that it can be since the bus was last found empty. What the desktop
// itself holds back before it sends cannot be seen. While a session lasts a timer
// of ours runs ten times a second for this. A desktop that never tells when a key
// comes up makes taps that are less than 2.5 s apart look like one held key.
//
// On Windows the library finds a release by asking for the key's state, and where
// a window of a program with higher rights has the focus Windows may answer "up"
// for a key that is held (documentation of GetAsyncKeyState). A held key can then
// arrive as several downs and ups; what keeps it one toggle there is the press
// gap of package hold, which each dropped press moves on.
//
// On X11 the server sends the whole keyboard to the program that grabbed a chord, from
// its press until its key comes up. A key that is down for longer than a tap must not keep
// people from typing, so the keyboard is given back then, and the release is found by
// asking for the key's state. While that key is down a timer of ours runs 20 times a
// second.
//
// Two things hide presses on X11, from every program alike: another client
// that has grabbed the whole keyboard (a screen locker, an open menu), and a
// desktop on which nothing at all has the focus, not even the root window.
//
// The decisions (which key code, which modifiers, which lock variants, how old
// an event is) are plain functions in files that know no X connection.
package hotkey
