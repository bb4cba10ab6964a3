package notify

import "errors"

// Code turns an error of this package into the stable code that the program's sentences are found by: "" for nil,
// "notify_icon" where the tray icon is missing, else "notify".
func Code(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, ErrNoIcon):
		return "notify_icon"
	}
	return "notify"
}
