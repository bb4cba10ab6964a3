// Package watch reports that something changed: a folder (Linux, Windows), registry keys (Windows), the network
// (all systems), or that the machine slept (where no network change can be seen).
//
// It waits for the system's own notifications, and what is watched need not exist yet. No timer runs
// while nothing changes, except in [Every] and [OrSlowly], which poll where a system has no
// notifications. debounce.go combines bursts of changes into one. Callers find out what changed by
// reading again.
package watch
