// Package keyboard keeps the configured chord registered with the desktop while a resident
// runs, and turns its key events into presses.
//
// [Keyboard] owns the chord in force: it tries again what a desktop refused or did not
// answer, follows changes of the setting, and releases the chord while the resident stands
// down. [Lease] says whether a press goes to a window that records a chord instead. How a
// chord is registered, one backend a desktop, is in package hotkey; when a press counts is
// in package hold.
package keyboard
