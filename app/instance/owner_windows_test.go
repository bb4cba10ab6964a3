package instance

import "strings"

// Channels for owner lines.
const (
	pipes       = `\\.\pipe\`
	aSession    = "-S-1-5-18-1"
	aChannel    = pipes + "wolkvox-hold" + aSession
	wildChannel = pipes + `a b<"&>` + aSession
)

var (
	longestChannel = pipes + strings.Repeat("w", 100-len(pipes+aSession)) + aSession
	noChannels     = map[string]string{
		"a long channel":      pipes + strings.Repeat("w", 101-len(pipes+aSession)) + aSession,
		"a file":              `C:\control`,
		"another machine":     `\\server\pipe\wolkvox-hold` + aSession,
		"a control character": pipes + "\x00" + aSession,
		"not UTF-8":           pipes + "\xff" + aSession,
	}
)
