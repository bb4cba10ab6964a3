// Package app is the program: its commands and the resident process.
//
//	main.go        Main: arguments to an exit code
//	commands.go    the tree of commands
//	toggle.go      one press from the command line, with or without a resident
//	resident.go    the tray process; loop.go owns its state
//	view.go        state to what the tray shows                          (pure)
//
// What they stand on is package env, the way of a press to its outcome package press.
// The packages below these touch the system and never import each other; what one needs
// of another is passed as a value.
package app
