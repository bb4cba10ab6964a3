// Package resident is the process behind the tray icon.
//
// A press goes one way: hotkey.go, menu.go or server.go bring it to hold.Toggler, which
// owns it; the Toggler asks live.go for the settings of the moment and tokens.go for the
// token, sends by app/press, and brings the outcome to outcomes.go, which shows it.
//
// Each part owns its state (see the type resident): settings in force (live.go), token
// (tokens.go), chord (hotkey.go, lease.go), what is seen and heard (outcomes.go, view.go,
// menu.go), windows (windows.go), what is told once (hints.go), a newer program
// (upgrade.go), the lock (lock.go), the end (shutdown.go). What must happen in order goes
// through the one loop by post.
//
// Where to change what: a menu item in view.go and menu.go, what the channel answers in
// server.go, the order of start and end in resident.go and shutdown.go, what a policy
// changes while the program runs in live.go.
package resident
