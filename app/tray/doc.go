// Package tray shows one icon with a menu in the desktop's tray and keeps it up to date.
//
// It draws a [View] (picture, texts, menu items) and reports clicks, the opening of the menu and
// the loss of the icon. It knows nothing about presses and outcomes. No failure here may cost the
// hotkey or the commands, so each one ends in [Tray.Lost] and [Tray.Status], never in an exit or
// a panic.
//
// # Where to change what
//
//   - tray.go: the exported API and the state of loss. screen.go: what changed between two views.
//     throttle.go: updates are at least 100 ms apart and the latest view wins. text.go: limits and
//     escaping.
//   - systray.go and icon_*.go: all calls into fyne.io/systray, which needs neither Fyne's driver
//     nor OpenGL. The library keeps its state in package variables and panics when the session bus
//     ends, so one goroutine calls it and recovers its panics.
//   - Linux: bus_linux.go (queries), registrar_linux.go (keeps the icon registered).
//   - Windows: taskbar_windows.go, shell_windows.go (the icon's Win32 calls), scale.go (its picture
//     in the size of the taskbar), window_windows.go (messages of the library's window),
//     clicks_windows.go (when a click was made), restore.go (after a restart of Explorer).
//
// # Linux
//
// The tray consists of a watcher, which lists the icons, and a host, which shows them. An owner of
// the watcher's bus name proves nothing: the icon counts as shown if the watcher lists it and has
// a host. A watcher that does not work is reported through [Tray.Lost] and asked again. A host that
// starts later gets the icon.
//
// A private bus connection, besides the library's, finds out before the library starts whether
// there is a bus at all (the library would try to launch one), notices the end of the bus at once
// and not at the next picture, and answers [Tray.Status]. A missing bus is looked for again, at
// most a minute apart; then the library is started once more.
//
// Plain GNOME has no tray host and shows nothing. Hosts need not report that the menu was opened
// (Windows, macOS and most Linux hosts do), so a text in the menu must stay correct without
// [Tray.Opened]: write "at 14:32:05", not "5 seconds ago".
//
// # Windows
//
// The library gives up if the taskbar refuses the icon, so it is started only after the taskbar
// took a test icon. Pictures and tooltip go to the taskbar without it: it would write each picture
// to a file in the folder for temporary files and, where that fails, keep the picture before, which
// may say "toggled" after a refusal.
//
// The library logs to the standard logger of package log, which slog.SetDefault redirects.
package tray
