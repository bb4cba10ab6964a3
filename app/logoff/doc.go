// Package logoff reports the end of the user's session where no signal does.
//
// On Linux and macOS the end of a session comes as a signal. On Linux it also shows in the end of the
// X server, which package hotkey notices, or of the Wayland compositor, which watch_linux.go notices.
// The session bus is not evidence: it can crash while the session goes on, and a bus that belongs to
// the user and not to the session outlives it.
//
// Windows sends a program without a console the messages WM_QUERYENDSESSION and WM_ENDSESSION to its
// windows, and ends it after its answer. An installer that replaces files in use (Restart Manager)
// sends the same messages. watch_windows.go has a hidden window for this, which does not depend on the
// tray.
package logoff
