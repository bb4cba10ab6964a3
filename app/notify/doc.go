// Package notify shows one notification at a time, each in place of the one before.
//
// An agent needs the latest outcome and not a pile of old ones, so a new note replaces the shown one, a note that
// cannot be shown is dropped, and [Notifier.Show] never makes anybody wait.
//
// # Linux
//
// Notes go to org.freedesktop.Notifications over a connection to the session bus that nobody else shares, opened when
// it is needed and opened again after the bus came back. Every call has 2 seconds. A daemon that
// the bus has to start first may take longer; its late answer still counts. One whose name is owned has to say what it
// can do, else it counts as missing; it is asked again after a while, as is a bus that ended.
//
// What is replaced is named by the daemon's own number. That number is forgotten when the note is closed and
// when another daemon takes over: a stale one could replace the note of another program.
//
// Some daemons read the text as markup even where they do not announce it (dunst does), so "<", ">" and "&" are always
// escaped. Keep them out of the sentences all the same: other daemons show the escapes.
//
// # Windows
//
// Notes are balloons of the tray icon (Shell_NotifyIconW), which newer versions show as toasts: no PowerShell, no COM and
// no registration. The package finds the icon of its own process by the window class of fyne.io/systray. A headline has
// 63 UTF-16 units there and a text 255. Quiet hours are respected, so a note may not be seen at all: the tray picture tells
// the outcome all the same.
//
// No program can make a balloon stay: Windows takes every one away after the time that the person set (5 seconds where
// nobody changed it) and may keep it in the notification centre. So an urgent note differs by its sign only, and
// what has to stay must stay in the tray picture. Expire is not used.
//
// While the icon is not there (log-on, Explorer restarting) the newest note waits, 10 seconds at most if it is not urgent.
//
// # macOS
//
// Notes go to /usr/bin/osascript, with the texts as arguments of a script that never changes; never run on a Mac.
// That way a note cannot replace the one before, cannot stay until it is dismissed and cannot have a picture or a
// time: macOS shows it as it is set for "Script Editor", and keeps a row of them in its notification centre. Notes that the
// person has switched off there are not told to us.
package notify
