// Package tray puts one icon with a menu into the desktop's tray and keeps it up to date.
//
// It draws what it is told and knows nothing about presses or outcomes: the caller hands over a
// [View] (picture, texts, menu items) and gets back left clicks, menu clicks and the news that the
// tray is gone. Nothing here may cost the hotkey or the commands, so every failure ends in
// [Tray.Lost] and [Tray.Status], never in an exit or a panic.
//
// # How it works
//
// The icon is drawn by fyne.io/systray, without Fyne's own driver (which needs OpenGL and wakes 60
// times a second). That library keeps its state in package variables and panics when the session bus
// dies, so exactly one goroutine calls it and recovers what it throws. The pace is ours too: updates
// are at least 100 ms apart, the latest view wins, and only what changed is sent.
//
// On Linux the package keeps a second, private connection to the session bus. It finds out before the
// library starts whether there is a bus at all (the library would try to launch one), tells
// of the bus's death at once instead of at the next picture, and answers [Tray.Status]. A bus that is not there is
// looked for again, for up to a minute between two looks, and the library is started once more on the one that came.
//
// A desktop's tray is a watcher that keeps the icons and a host that shows them. That somebody owns the watcher's name
// says nothing: the icon counts as shown where the watcher lists it and has a host. Where the watcher does not do as it
// should, [Tray.Lost] says so and it is asked again.
//
// # What a desktop may leave out
//
// A Linux desktop without a tray host (plain GNOME) shows nothing and reports nothing; Status says so. A host
// that starts later gets the icon. Whether a host says that the menu was opened is up to it:
// Windows, macOS and most Linux hosts do. So a text in
// the menu must be right without [Tray.Opened]: write "at 14:32:05", not "5 seconds ago".
//
// # Windows
//
// The library gives up where the taskbar does not take the icon, so it is started only when one was taken for a try. After
// a restart of Explorer the icon is offered until it is there. The package looks at the messages of the library's
// window for this, for the opening of the menu, and to keep the icon while a session ends. The library writes each picture to a file in the
// folder for temporary files: where that cannot be written there is no picture.
//
// The library writes its own complaints to the standard logger of package log; a program that
// calls slog.SetDefault gets them in its own log.
package tray
