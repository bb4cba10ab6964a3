// Package resident is the process behind the tray icon.
//
// A press takes one path: hotkey.go, menu.go or server.go hand it to hold.Toggler, which
// owns it. The Toggler gets the settings from live.go and the token from package tokencache,
// sends with app/press, and hands the outcome to outcomes.go, which shows it.
//
// Each part owns its state (see the type resident): settings in force (live.go, with
// network.go), extension given by hand (extension.go), token (package tokencache), chord
// (package keyboard), what is seen and heard (outcomes.go, notes.go, menu.go), windows
// (windows.go), one-time hints (hints.go), a newer program (upgrade.go), the lock (lock.go),
// the end (shutdown.go). What must happen in order goes through the one loop by post.
//
// Where to change what: a menu item in package trayview and menu.go; answers of the local
// channel in server.go; the order of start and end in resident.go and shutdown.go; what a
// policy change does at run time in settings.go; what is watched, per system, in watch_*.go.
package resident
