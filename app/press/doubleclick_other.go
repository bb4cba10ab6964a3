//go:build !windows

package press

import "time"

// doubleClick is the system's double-click time. Linux desktops have no common
// place for it; 400 ms is what GTK and Qt use where nobody changed it.
func doubleClick() time.Duration { return 400 * time.Millisecond }
