//go:build !windows && !darwin

package locale

// Languages returns the tags of the languages that the person wants, the best
// first, as the system writes them; none where it names none.
func Languages(getenv func(string) string) []string { return environment(getenv) }
