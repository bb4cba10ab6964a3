// Package app is the program around the command line: streams, signals and the exit code
// (main.go). Every command is in app/cli, the process behind the icon in app/resident.
//
// The tests here start the whole program as processes of their own, and arrows_test.go
// holds which package may import which.
package app
