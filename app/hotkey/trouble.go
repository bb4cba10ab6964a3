package hotkey

// ByHand reports whether it helps with this trouble to bind a key to the toggle command
// in the desktop's settings.
func ByHand(code string) bool {
	switch code {
	case CodeWayland, CodeDenied, CodeUnconfirmed, CodeClosed, CodePortal:
		return true
	}
	return false
}

// Serving reports whether presses arrive in spite of this trouble.
func Serving(code string) bool { return code == "" || code == CodeUnconfirmed }
