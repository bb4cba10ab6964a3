// Package channel carries messages between the resident and other processes of its user.
// The lock decides who may listen (package instance); the meaning of the messages is in
// package residentapi.
//
//	message.go               the format: one line of JSON
//	conn.go, server.go       the client; the resident
//	channel_*.go, pipe*.go   the socket or pipe, and who is on the other end (peer_*.go)
//	everywhere_windows.go    the channels of all users and sessions of a machine
//	stamp.go                 when a press was made, for a resident that reads it late
package channel
