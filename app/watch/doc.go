// Package watch tells when something that others change has changed: a folder
// on Linux, registry keys and the network on Windows. It waits for the system's own word: no
// timer runs while nothing changes, and what is watched need not exist yet.
// What a change means is for the caller to find out, by reading again.
package watch
