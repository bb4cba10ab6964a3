package env

import "os"

// Exit codes of every command, as assets/docs/commands.md has them.
const (
	ExitDone    = 0
	ExitFailed  = 1
	ExitUsage   = 2
	ExitUnknown = 3
	ExitIgnored = 4
)

// Exit is the error that ends a command with a code. Text is a sentence for standard error,
// empty if the command has already printed it.
type Exit struct {
	Code int
	Text string
}

func (e *Exit) Error() string { return e.Text }

// Failed ends a command with ExitFailed and a sentence.
func Failed(text string) error { return &Exit{ExitFailed, text} }

// Usage ends a command with ExitUsage and a sentence.
func Usage(text string) error { return &Exit{ExitUsage, text} }

// Leave closes every connection and ends the process. Otherwise threads that are blocked in
// the kernel would keep the connections open after the end of the process.
func Leave(code int) {
	HangUp()
	os.Exit(code)
}
