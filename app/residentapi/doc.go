// Package residentapi is how other processes of the program talk to the resident: the
// operations of the local channel, their messages (messages.go), a typed client
// (client.go), and what commands and windows do so that a running resident follows
// (changes.go).
//
// Package app/control carries the messages and proves who is at the other end; package
// app/resident answers them. The operations' names and the fields' JSON names are
// stable: after an update, a new command may meet an old resident.
//
// A new operation needs a name and messages here, a method of [Client], and a case in
// app/resident/server.go.
package residentapi
