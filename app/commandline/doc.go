// Package commandline finds the command that a command line names, with its flags
// (command.go), and completes command lines for shells (complete.go, shells).
//
// The well-known library for this brings a template engine and regular expressions,
// which together made the resident 1.2 MB larger. This package has only what
// wolkvox-hold needs: a tree of commands, a few flags, help and completion. Package
// flag parses the flags.
package commandline
