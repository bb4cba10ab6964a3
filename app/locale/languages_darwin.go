package locale

import (
	"context"
	"os/exec"
	"time"
)

// defaultsTimeout is for the program that prints the user's languages.
const defaultsTimeout = time.Second

// Languages returns the tags of the user's languages, the preferred one first, as the system writes
// them. It may start /usr/bin/defaults. Never run on a Mac, only type-checked.
func Languages(getenv func(string) string) []string {
	if all := environment(getenv); all != nil {
		return all
	}
	ctx, cancel := context.WithTimeout(context.Background(), defaultsTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, "/usr/bin/defaults", "read", "-g", "AppleLanguages")
	cmd.WaitDelay = 100 * time.Millisecond
	out, err := cmd.Output()
	if err != nil {
		return nil
	}
	return parseDefaults(string(out))
}
