// Package resident is the process behind the tray icon.
//
// A press takes one path: hotkey.go, clicks.go or server.go hand it by press.go to hold.Toggler,
// which owns it. The Toggler has request.go send it with app/press, with settings and token that
// were prepared (packages livesettings and tokencache), and hands the outcome to outcomes.go,
// which shows it.
//
// Each part owns its state (see the type resident): settings in force (package
// livesettings), token (package tokencache), chord (package keyboard), what is seen and heard
// (outcomes.go, notes.go, clicks.go), windows (package openwindows), one-time hints (hints.go), a newer
// program (upgrade.go), the end (shutdown.go). What must happen in order goes through the one
// loop by post.
//
// Where to change what: a menu item in package trayview and clicks.go; answers of the local
// channel in server.go; the order of start and end in resident.go and shutdown.go; what
// must follow a change of settings, policy or session in reload.go and session.go; how the
// extension is asked for in extension.go; what practice beside it means in practice.go.
package resident
