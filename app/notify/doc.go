// Package notify shows one notification at a time, each in place of the one before.
//
// An agent needs the latest outcome and not a pile of old ones, so a new note replaces the shown one, a note that
// cannot be shown is dropped, and [Notifier.Show] never makes anybody wait.
//
// # Linux
//
// Notes go to org.freedesktop.Notifications over a connection to the session bus that nobody else shares, opened when
// it is needed and opened again after the bus came back. Every call has 2 seconds. A daemon that
// the bus has to start first may take longer; its late answer still counts.
//
// What is replaced is named by the daemon's own number. That number is forgotten when the note is closed and
// when another daemon takes over: a stale one could replace the note of another program.
//
// Some daemons read the text as markup even where they do not announce it (dunst does), so "<", ">" and "&" are always
// escaped. Keep them out of the sentences all the same: other daemons show the escapes.
//
// # Other systems
//
// Windows and macOS are not served yet: Show does nothing there and [Notifier.Err] says so.
package notify
