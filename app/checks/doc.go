// Package checks is what doctor looks at, and the file that can be sent to IT.
//
//   - report.go runs checks side by side and counts what they found;
//   - checks.go lists them, and gives a finding its words;
//   - settings.go, network.go, desktop.go and place.go are the checks;
//   - bundle.go collects the diagnostic file, archive.go writes it, and scan.go keeps
//     the token out of it.
//
// No check toggles hold or sends the token. A finding's code and state are stable: scripts
// of IT read them. A new check is a function of [Examination] that is listed in checks.go;
// its sentences and its advice stand in app/words.
package checks
