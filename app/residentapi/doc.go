// Package residentapi is how other processes of the program talk to the resident: the
// operations of the local channel and their messages (messages.go), a typed client
// (client.go), and changes that a running resident must learn of (changes.go).
//
// Package app/channel carries the messages and verifies the peer; package app/resident
// answers them. The names of operations and JSON fields are stable: after an update, a new
// command may talk to an old resident.
//
// A new operation needs a name and messages here, a method of [Client], and a case in
// app/resident/server.go.
package residentapi
