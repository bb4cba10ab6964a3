// Package portal is the hotkey on Wayland, by the XDG GlobalShortcuts portal.
//
//   - portal_linux.go: the session's state and what is reported of it
//   - bind_linux.go: the requests that ask for the chord
//   - signal_linux.go: reads what the portal sends
//   - trigger_linux.go: the chord as the portal wants it written
//
// XWayland is not used: a grab there fires only while an X11 window has the focus.
package portal
