// Package checks is what doctor looks at, and the file that can be sent to IT.
//
//   - report.go runs checks in parallel and collects their findings;
//   - checks.go lists them, and gives a finding its words;
//   - settings.go, keychain.go, resident.go, network.go, desktop.go and disk.go (program, log, lock,
//     clock) are the checks;
//   - bundle.go collects the diagnostic file, archive.go writes it, and scan.go keeps
//     the token out of it.
//
// No check toggles hold or sends the token. A finding's code and state are stable: scripts
// of IT read them. A new check is a method of [Examination], listed in checks.go; its
// sentences and its advice are in app/words.
package checks
