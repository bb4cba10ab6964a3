// Package upgrade replaces a running resident by a newer program.
//
// On Linux [File] tells whether the program's file was replaced by one that works, and
// [StartNewer] executes that in the same process. Here is also what the older program tells
// the newer one on its way. When a resident is idle enough for it is decided in package
// resident. Elsewhere the installer ends the program first.
package upgrade
