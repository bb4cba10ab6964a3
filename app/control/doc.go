// Package control makes sure that one user runs one Wolkvox Hold on one machine, and
// lets other processes of that user talk to it.
//
//	lock       lock.go (the held lock), take.go (taking it), confirm.go (checking it)
//	files      places*.go (which folders), file*.go (one lock file), owner.go (what it says)
//	channel    channel_*.go, pipe*.go (the socket or pipe), peer_*.go (who connected)
//	messages   message.go (the format), conn.go (the client), server.go (the resident)
//	both       listen.go (the lock names the channel)
package control
