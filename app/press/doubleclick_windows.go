package press

import (
	"time"

	"golang.org/x/sys/windows"
)

var getDoubleClickTime = windows.NewLazySystemDLL("user32.dll").NewProc("GetDoubleClickTime")

// doubleClick is the double-click time from the control panel.
func doubleClick() time.Duration {
	ms, _, _ := getDoubleClickTime.Call()
	return time.Duration(ms) * time.Millisecond
}
