// Package form is the content of the settings window. It never starts Fyne's driver, so
// its tests need no display, no OpenGL and no C compiler.
//
// The program fills in a [Backend], makes a [Form] with [New], shows its Content, calls
// Open once the window is on the screen, and Wait after it has closed. The form knows
// nothing of files, the keychain or the control channel.
//
//	form.go, layout.go, save.go       the form as a whole
//	field.go, server.go, token.go     the settings; what is wrong is said beside each
//	hotkey.go                         the field of the hotkey, with buttons beside it
//	buttons.go, capture.go, record.go, try.go, keys.go, hardware.go, lease.go
//	                                  recording and trying the hotkey
//	guide.go, offer.go, check.go      the first start, a free chord, the connection test
//	inputs.go, fold.go                Fyne's widgets, adapted to the form
//	texts.go                          the names of the sentences that package words has
//
// A value that IT enforces is shown disabled, with who set it. The stored token is
// never read: its field starts empty, says whether a token is stored, and is emptied
// once what was typed is stored. A refused save changes nothing that was typed.
//
// # Recording a hotkey
//
// The chord in use must not toggle hold while somebody presses it to record it. So the
// Record button asks the resident for the capture lease (design.md, section 3), and
// says "press the keys" only when it holds the lease. It releases the lease when the
// chord is complete, on Escape, when the focus or the active window changes, when the
// window closes, and after 30 seconds. Opening the window asks for nothing.
//
// The focused button gets the keys, except for the chord in use: the desktop sends that
// to the resident, which forwards it through [Backend].Captured.
//
// # Goroutines
//
// Everything in a Form belongs to Fyne's goroutine, unless a comment says otherwise.
// Calls that may block run in the background and come back with fyne.Do.
package form
