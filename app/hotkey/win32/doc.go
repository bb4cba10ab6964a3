// Package win32 is the hotkey on Windows: RegisterHotKey on a thread that sleeps in
// GetMessage. Nothing wakes while no key is down, and an event has the time of its message.
//
// golang.design/x/hotkey lends the names of keys and modifiers. Its own loop would poll 100
// times a second and give no time of a press, and its modifiers are too narrow for
// MOD_NOREPEAT.
package win32
