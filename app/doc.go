// Package app is the program: its commands, the resident process, and the wiring
// between the packages below it.
//
// It alone imports the packages that touch the system. They never import each
// other; what one needs of another, app passes as a value.
//
//	main.go        Main: arguments to an exit code
//	program.go     what every command needs: streams, places, settings
//	commands.go    the tree of commands
//	toggle.go      one press from the command line, with or without a resident
//	resident.go    the tray process; loop.go owns its state
//	client.go      settings and token to a wolkvox.Client
//	view.go        state to what the tray shows                          (pure)
package app
