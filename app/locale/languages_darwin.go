package locale

import (
	"context"
	"os/exec"
	"time"
)

// defaultsWithin bounds the program that prints the user's languages.
const defaultsWithin = time.Second

// Languages returns the tags of the languages that the person wants, the best
// first, as the system writes them; none where it names none. It may start
// /usr/bin/defaults. Type-checked only, never run on a Mac.
func Languages(getenv func(string) string) []string {
	if all := environment(getenv); all != nil {
		return all
	}
	ctx, cancel := context.WithTimeout(context.Background(), defaultsWithin)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/usr/bin/defaults", "read", "-g", "AppleLanguages")
	cmd.WaitDelay = 100 * time.Millisecond
	out, err := cmd.Output()
	if err != nil {
		return nil
	}
	return parseDefaults(string(out))
}
