// Package logfile writes the lines of a log to at most three files of 1 MB. A goroutine
// of its own appends them, so that a disk that is full, slow or gone blocks nobody.
//
// A batch of lines is written under a lock, by opening, appending and closing the file.
// So several processes can write the same log, the files can be moved or removed at any
// time, and on Windows they can be renamed. A full NAME.log becomes NAME.1.log, and
// that becomes NAME.2.log.
//
// file.go has the queue, the lock between processes, and the rotation; lock_*.go has
// the system call for the lock.
package logfile
