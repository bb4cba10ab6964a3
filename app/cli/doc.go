// Package cli is the command line: one file per command, all listed in commands.go.
//
//   - run.go carries out a command line and turns its error into an exit code;
//   - help.go has help and shell completion;
//   - toggle.go is one press: through the resident if one runs, otherwise by this process.
//
// A command prints with env.Env, in sentences of app/words, and returns an env.Exit whose
// code is stable. What concerns a running resident goes through app/residentapi. A new
// command needs a function here, a line in commandTree, and its help in app/words.
package cli
