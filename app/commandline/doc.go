// Package commandline finds the command that a command line means, with its flags
// and its help.
//
// The well-known library for this brings a template engine and a regular-expression
// one, which together made the resident 1.2 MB larger; this serves what
// wolkvox-hold has: a tree of commands, a few flags, help and completion. Flags are
// read by package flag.
package commandline
