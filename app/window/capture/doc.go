// Package capture is the two buttons beside the hotkey's input, which record and try the
// hotkey, and the keys and the lease that they need for that.
//
//	buttons.go, capture.go   the buttons, and what both do with keys
//	record.go, try.go        what happens to the keys, and the names of the sentences
//	keys.go, hardware.go     the chord that keys of Fyne make
//	lease.go                 the capture lease
//
// The form owns the input and says what is in effect; the resident grants the lease.
package capture
