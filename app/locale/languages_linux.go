package locale

// Languages returns the tags of the user's languages, the preferred one first, as the system writes
// them.
func Languages(getenv func(string) string) []string { return environment(getenv) }
