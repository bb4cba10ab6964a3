// Package form is what the settings window shows, built for a window that it is
// given: it never starts Fyne's driver, so its tests need no display, no OpenGL
// and no C compiler.
//
// # How it works
//
// The program fills in a [Backend], makes a [Form] with [New], shows its
// Content, calls Open once the window is on the screen and Wait after it
// closed. The form knows no file, no keychain and no control channel.
//
//   - Sentences come from Backend.Text; texts.go lists their names, and proposes
//     the English of each.
//   - What is wrong stands beside the field it is about, never in a dialog.
//   - A value that IT enforces is shown, disabled, with who set it.
//   - The stored token is never fetched: its field starts empty, says whether
//     one is stored, and is emptied as soon as what was typed is stored.
//   - A refused save changes nothing that was typed.
//
// # Recording a hotkey
//
// The chord in use must not toggle hold while somebody presses it to record it.
// So the Record button asks the resident for the capture lease (design.md,
// section 3), says "press the keys" only when it has it, and gives it back when
// the chord is there, on Escape, when the focus or the window's activation is
// lost, when the window closes, and after 30 seconds. Opening the window asks
// for nothing.
//
// The keys come from the focused button; the chord in use does not, as the
// desktop hands it to the resident, which forwards it through
// [Backend].Captured.
//
// # Goroutines
//
// Everything in a Form belongs to Fyne's goroutine, except where a comment says
// otherwise. What may block runs in the background and comes back by fyne.Do.
package form
