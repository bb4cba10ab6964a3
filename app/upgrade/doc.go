// Package upgrade replaces a running resident by a newer program.
//
// On Linux and Windows [File] reports whether the program's file was replaced by one that works,
// and [StartNewer] starts that: on Linux in the same process, on Windows beside it. Here is
// also what the older program hands to the newer one. When a resident is idle enough
// for it is decided in package resident.
package upgrade
