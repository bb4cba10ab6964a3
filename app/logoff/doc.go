// Package logoff tells that the person's session ends where no signal does.
//
// On Linux and macOS the end of a session comes as a signal; on Linux also as the end
// of the X server, or on Wayland of the session bus, which the hotkey sees. Windows
// tells a program without a console by messages to its windows (WM_QUERYENDSESSION
// and WM_ENDSESSION), and ends it when it has answered. The same messages come from
// an installer that replaces files in use (Restart Manager). So this package has a
// hidden window of its own, which is there whether the tray is or not.
package logoff
