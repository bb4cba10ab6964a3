// Package notify shows one notification at a time; each replaces the one before.
//
// An agent needs the latest outcome and no pile of old ones. So a new note replaces the shown one,
// a note that cannot be shown is dropped, and [Notifier.Show] never blocks.
//
// notify.go has the exported API; text.go the limits and escaping for all systems. Linux is in
// show_linux.go (state), bus_linux.go (calls) and picture_linux.go; Windows in show_windows.go and
// wait.go, the note window in window_windows.go and window.go, and when it is used in silence.go;
// macOS in script.go.
//
// # Linux
//
// Notes go to org.freedesktop.Notifications on a private session bus connection, which is opened when
// needed and again after the bus came back. Each call has 2 seconds. A daemon that the bus has to
// start may take longer; its late answer still counts. An owner of the daemon's name must answer
// GetCapabilities, or the daemon counts as missing. A broken daemon and a bus that ended are asked
// again later.
//
// A note replaces the one before by the daemon's ID. The ID is dropped when the note is closed or
// another daemon takes over: an old ID could replace another program's note. A note that a slow daemon
// shows after the next one, or after [Notifier.Dismiss], is closed.
//
// Some daemons (dunst) read the text as markup even if they do not announce that, so "<", ">" and "&"
// are always escaped. Do not use them in the texts: other daemons show the escapes.
//
// Hints are the urgency, the category, the program's .desktop file and the picture as image-data. A press
// that changed nothing or was not sent, and an unknown one, are critical: with any other urgency Do Not Disturb hides them,
// and the agent would take the silence for toggled. By the specification a daemon keeps critical notes until
// they are clicked, so all but an unknown one are closed after their time. Buttons go only to a daemon that has actions.
//
// # Windows
//
// Notes are balloons of the tray icon (Shell_NotifyIconW), which newer versions show as toasts. This
// needs no PowerShell, COM or registration. The icon is found by the window class of fyne.io/systray.
// A summary has at most 63 UTF-16 units, a body 255. Windows removes a balloon after the time in the
// user's settings (5 seconds by default), so Expire is not used. A note's picture is made into an icon
// (CreateIconFromResourceEx takes a PNG since Windows Vista); where the shell does not take it, the sign
// of the note's level replaces it. Seen under Wine, not verified on real Windows.
//
// Policies, optimised VDI images, the user's settings and Do Not Disturb silence balloons, and the call
// succeeds nevertheless. So every warning, and where notifications are known to be off every note, is
// shown in the note window: a window of this package, drawn with GDI, above all others, which never takes
// the focus. An urgent note stays there until it is clicked or replaced.
//
// While there is no icon (at sign-in, while Explorer restarts, without a taskbar) all notes go to the note
// window. Where even that fails the newest note waits for the icon, for 10 seconds if it is not urgent.
//
// # macOS
//
// Notes go to /usr/bin/osascript, with the texts as arguments of a fixed script; never run on a Mac. Such
// a note cannot replace another, stay until dismissed, or have a picture or a time. macOS shows it with
// the settings of "Script Editor" and keeps all of them in its notification centre. If the user turned
// notifications off there, we cannot find out.
package notify
