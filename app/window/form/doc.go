// Package form is the content of the settings window. It never starts Fyne's driver, so
// its tests need no display, no OpenGL and no C compiler.
//
// The program fills in a [Backend], makes a [Form] with [New], shows its Content, calls
// Open once the window is on the screen, and Wait after it has closed. The form knows
// nothing of files, the keychain or the control channel.
//
//	form.go, layout.go, save.go       the form as a whole
//	field.go, server.go, token.go     the settings; what is wrong is shown beside each
//	hotkey.go, offer.go               the hotkey, which package capture records and tries
//	guide.go, connection.go           the first start, the test of the connection
//	inputs.go, fold.go                Fyne's widgets, adapted to the form
//
// A value that IT enforces is shown disabled, with who set it. The stored token is
// never read: its field starts empty, says whether a token is stored, and is emptied
// once what was typed is stored. A refused save changes nothing that was typed.
//
// # Goroutines
//
// Everything in a Form belongs to Fyne's goroutine, unless a comment says otherwise.
// Calls that may block run in the background and come back with fyne.Do.
package form
