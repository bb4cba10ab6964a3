//go:build !windows

package press

import "time"

// doubleClick is the double-click time. Linux desktops have no common setting for it; 400 ms
// is the default of GTK and Qt.
func doubleClick() time.Duration { return 400 * time.Millisecond }
