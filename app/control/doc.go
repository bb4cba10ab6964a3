// Package control makes sure that one user runs one Wolkvox Hold on one machine, and
// lets other processes of that user talk to it.
//
//	Lock       lock.go (the held lock), take.go (taking it), confirm.go (checking it)
//	places     places*.go (which folders), file*.go (one lock file)
//	channel    channel_*.go, pipe*.go (the socket or pipe), peer_*.go (who connected)
//	messages   message.go (the format), conn.go (the client), server.go (the resident)
//
// # The lock
//
// [Acquire] takes the lock. The resident holds it until it ends, a `toggle` command
// only while it toggles without a resident. The lock is taken in every place that can
// be written (see [Places]), always in the same order, and one place held by another
// process is enough to be refused. So no environment variable lets two processes miss
// each other. The kernel frees the lock when a process ends, however it ends, unless
// one of its threads is blocked on a disk.
//
// A lock file is one short file:
//
//	bytes   0 to  63   the stamp: what the holder wrote with Lock.Store
//	bytes  64 to 511   the owner line: JSON, padded with spaces, ends in '\n'
//
// The owner line is read without the lock, so that a process that was refused can say
// who holds it. The holder blanks the line first and fills it in once it has every
// place. A blank line under a held lock therefore means "not decided yet": that process
// may still be refused at another place, or is about to end. [Acquire] then looks again
// every 10 ms, for up to 3 s.
//
// Lock files can be removed or replaced while they are held. So before each stamp, and
// whenever the holder calls [Lock.Confirm], the open files are compared with the files
// on the disk, and the missing ones are locked again, with the stamp. If none was left,
// or another process pressed in the meantime, the press is not sent. If another
// resident holds them, the lock is lost ([Lock.Lost]).
//
// No call waits for a disk without limit, and no mutex is held during a disk operation:
// each place has its own queue of jobs, and a lock is released before its file is
// closed.
//
// # Who talks to whom
//
// A command that wants to toggle does this:
//
//	l, err := control.Acquire(ctx, places, control.Command, false)
//	var held *control.HeldError
//	switch {
//	case err == nil:             // no resident: toggle here, then l.Release
//	case errors.As(err, &held):  // held.Kind is Command: a press is in flight
//	                             // else control.Dial(ctx, held.Channel)
//	default:                     // not toggled
//	}
//
// It never toggles without the lock. Commands that only ask use [Find] and then [Dial].
//
// # The channel
//
// The channel is a Unix socket in a private folder of the user. Both sides ask the
// kernel who is on the other end, and hang up on any other user, including root. On
// Windows it is a named pipe, which only the user and the operating system's account
// can open, and only on this machine. That account may send what [Server].ForSystem
// lists, nothing else. The client checks whose pipe it is before it sends anything.
//
// A message is one line of JSON of at most 64 KiB ([Message]). The first one is always
// a hello: it shows, before anything that matters is sent, that the resident answers
// and has the same version.
//
// [Conn.Call] separates two failures that look alike: [ErrNotSent] (the message was
// certainly not written, so nothing was changed) and [ErrSilent] (it was written and no
// reply came, so the outcome is unknown). A press message carries a [Stamp]; a resident
// that reads it late drops it.
package control
