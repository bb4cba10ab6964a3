package notify

// Code turns an error of this package into the stable code that the program's sentences are found by: "" for nil, else "notify".
func Code(err error) string {
	if err == nil {
		return ""
	}
	return "notify"
}
