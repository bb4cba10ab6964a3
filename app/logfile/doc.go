// Package logfile is the file below a log: lines that are appended by a goroutine
// of their own, so that a disk that is full, slow or gone holds up nobody, and that
// take at most three files of 1 MB.
//
// Lines are written under a lock, by opening, appending and closing: several
// processes may write the same log, the files can be moved or removed at any time,
// and on Windows none of them is kept from being renamed. A full NAME.log becomes
// NAME.1.log, and that NAME.2.log.
package logfile
