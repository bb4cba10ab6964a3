// Package env is what every command uses: the process around it, and what was set.
//
//   - env.go has [Env] itself: streams, words, places and folders; program.go the program
//     files, exit.go the exit codes;
//   - snapshot.go reads policy and settings into a [Snapshot]; change.go saves settings;
//   - extension.go keeps the extension that a person gave by hand, policycopy.go the last good
//     policy; both belong to one machine;
//   - deadlines.go limits how long a file is waited for, stream.go how long a terminal is;
//   - autostart.go, hotkeysteps.go, keychain.go and log.go prepare what several commands use.
//
// Env is filled by main and given to each command; only a resident calls BeginSession. Which
// value counts is decided by app/settings, and every sentence is in app/words.
package env
