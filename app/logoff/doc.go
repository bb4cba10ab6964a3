// Package logoff tells that the person's session ends where no signal does.
//
// On Linux and macOS the end of a session comes as a signal; on Linux also as the end
// of the X server, which the hotkey sees, or of the Wayland compositor, which this
// package sees. The session bus is no measure of it: it can crash while the session
// goes on, and one that belongs to the user and not to the session outlives it.
// Windows tells a program without a console by messages to its windows
// (WM_QUERYENDSESSION and WM_ENDSESSION), and ends it when it has answered. The same
// messages come from an installer that replaces files in use (Restart Manager). So
// there this package has a hidden window of its own, which is there whether the tray
// is or not.
package logoff
