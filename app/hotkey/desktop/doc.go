// Package desktop finds the backend that serves the desktop of this process and opens it:
//
//	l, err := desktop.Open(log, "Toggle hold")
//	held, err := l.Grab(chord)   // held: the key is already down, not pressed
//	err = l.Run(ctx, post, tell) // blocks
//
// What a backend does for its caller is in listener.go, which backend it is in open_*.go, a
// program that starts before its desktop in environment_linux.go, and what doctor asks, with
// the chord offered in place of a taken one, in probe*.go.
package desktop
