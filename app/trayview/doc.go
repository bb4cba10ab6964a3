// Package trayview decides what the tray shows: icon, tooltip and menu. It touches
// nothing.
//
// [State] is what changes with presses and with what is missing, [Shown] adds the settings,
// and [Shown.View] makes the view of both. A new menu item gets its ID and label in
// menu.go; what a click on it does is in package resident, clicks.go.
package trayview
