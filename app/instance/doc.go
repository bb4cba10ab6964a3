// Package instance is the lock of one user on one machine: a process that presses holds it.
// The resident holds it until it ends, a `toggle` command only while it toggles without a
// resident. It also keeps the mark of the latest press, as a stamp that it does not read.
//
//	lock.go, take.go                 the held lock; taking it
//	confirm.go, watch*.go            checking it on the disk; when that is done
//	owner.go, places*.go, file*.go   what a lock file says; in which folders; one such file
//	listen.go                        a resident's channel, which its lock files name
//
// What is sent through the channel is package channel's.
package instance
