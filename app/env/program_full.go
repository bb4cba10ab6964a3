//go:build !nowindow

package env

// WindowProgram is the program that draws the settings window: this one.
func WindowProgram() (string, error) { return ProgramPath(), nil }
