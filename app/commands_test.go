package app

import (
	"bytes"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// TestATokenPastedByMistakeIsNotRepeated: what stands on a terminal is soon in a
// picture or a ticket.
func TestATokenPastedByMistakeIsNotRepeated(t *testing.T) {
	const token = "0123456789abcdef0123456789abcdef0123456789abcdef0123"
	for _, line := range []string{"", "toggle", "status", "quit", "settings", "version", "doctor", "config", "config show", "config get",
		"config unset", "config set", "config get server", "token", "token set", "token clear", "token status", "practice", "practice toggle", "help", "--"} {
		var out bytes.Buffer
		p := &env.Env{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &out, Getenv: func(string) string { return "" }}
		code := runLine(t.Context(), p, append(strings.Fields(line), token))
		if code == env.ExitDone && line != "help" || strings.Contains(out.String(), token[8:]) {
			t.Errorf("%s: exit %d, said %q", line, code, out.String())
		}
	}
}
