// Package control makes sure that one user has one Wolkvox Hold on one machine,
// and lets other processes of that user talk to it.
//
// # The lock
//
// [Acquire] takes the lock. The resident holds it for its whole life, a `toggle`
// command only while it toggles by itself. No environment variable can lead two
// processes past each other: the lock is taken in every place that can be
// written (see [Places]), always in the same order, and one place held by
// somebody else is enough to be refused. The kernel frees it when a process dies,
// however it dies, unless a thread of it stands in a disk.
//
// A lock file is one short file:
//
//	bytes   0 to  63   the stamp: what the holder wrote by Lock.Store
//	bytes  64 to 511   the owner line: JSON, padded with spaces, ends in '\n'
//
// The owner line is read without the lock, so that a process that was refused
// can say who holds it. Who takes a lock blanks the line first and fills it
// in only when it has every place. So a blank line under a lock means "not
// decided yet" (the other one may still lose elsewhere, or is just leaving), and
// [Acquire] looks again each 10 ms for up to 3 s before it gives up.
//
// What locks nothing any more is seen: before each stamp, and whenever the holder
// wants to know ([Lock.Confirm]), the open files are compared with what lies on the
// disk. Those that were removed or replaced are locked again, with the stamp. Where
// none was left, or another process pressed meanwhile, the press is kept back; where
// another resident has them, the lock is lost ([Lock.Lost]).
//
// No call waits for a disk without limit, and no mutex is held across one: each place
// has its own goroutine, and the lock is given back before its files are closed.
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
// It never toggles without the lock. Commands that only ask use [Find] and then
// [Dial].
//
// # The channel
//
// The channel is a Unix socket in a folder of the user's own. Both sides ask the
// kernel who is on the other end and hang up on another user, root included. On
// Windows it is a named pipe, which the user and the account of the operating
// system can open and no other machine can reach; that account is heard in what
// [Server].ForSystem says and nothing else. The client makes sure whose pipe it is
// before it says a word.
// Messages are single lines of JSON of at most 64 KiB ([Message]). The first is
// always a hello, which tells whether the resident is awake and speaks the same
// version, before anything that matters is sent.
//
// [Conn.Call] keeps apart two failures that look alike: [ErrNotSent] (the
// message was certainly not written, so nothing was changed) and [ErrSilent] (it
// was written and no answer came, so nobody knows). A press message carries a
// [Stamp], by which a resident that reads it late drops it.
package control
