// Package cli is the command line: one file a command, all of them listed in commands.go.
//
// A command prints by env.Env, in sentences of app/words, and returns an env.Exit whose
// code is stable. Commands that concern a running resident ask it through app/residentapi.
// A new command needs a function here, a line in commandTree, and its help in app/words.
package cli
