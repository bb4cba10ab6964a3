package env

// Exit codes of every command (design: commands).
const (
	ExitDone    = 0
	ExitFailed  = 1
	ExitUsage   = 2
	ExitUnknown = 3
	ExitIgnored = 4
)

// Exit ends a command with a code and, where the command has not said it
// already, a sentence for standard error.
type Exit struct {
	Code int
	Text string
}

func (e *Exit) Error() string { return e.Text }

// Failed ends a command with ExitFailed and a sentence.
func Failed(text string) error { return &Exit{ExitFailed, text} }

// Usage ends a command with ExitUsage and a sentence.
func Usage(text string) error { return &Exit{ExitUsage, text} }
