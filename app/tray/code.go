package tray

import "errors"

// Broken is the code of a desktop whose tray does not take the icon.
const Broken = "tray_broken"

// Code turns an error of this package into the stable code that the program's sentences are found by: "" for nil,
// "tray_bus" where no session bus was found, "tray_bus_lost" where it ended, "tray_broken" where who shows icons does not
// answer, "tray_host" where this system has no tray, "tray_lost" for all else.
func Code(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, ErrNoBus):
		return "tray_bus"
	case errors.Is(err, ErrBusLost):
		return "tray_bus_lost"
	case errors.Is(err, ErrHostBroken):
		return Broken
	case errors.Is(err, ErrNotOnThisSystem):
		return "tray_host"
	}
	return "tray_lost"
}
