// Package watch tells when something that others change has changed: a folder
// on Linux, registry keys on Windows, the network and whether the machine slept. It
// waits for the system's own word, and what is watched need not exist yet. No timer
// runs while nothing changes, but for [Every] and [OrSlowly], which serve where a
// system tells nothing. What a change means is for the caller to find out, by
// reading again.
package watch
