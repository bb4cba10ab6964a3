package notify

import (
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

var procNotificationState = windows.NewLazySystemDLL("shell32.dll").NewProc("SHQueryUserNotificationState")

// Silenced returns the name of the policy or setting with which Windows shows no notifications for
// this person, or "". Notes are shown in a window of our own then.
func Silenced() (by string) {
	return silencedBy(func(machine bool, key, name string) (uint64, bool) {
		hive := registry.Key(registry.CURRENT_USER)
		if machine {
			hive = registry.LOCAL_MACHINE
		}
		k, err := registry.OpenKey(hive, key, registry.QUERY_VALUE)
		if err != nil {
			return 0, false
		}
		defer k.Close()
		value, _, err := k.GetIntegerValue(name)
		return value, err == nil
	})
}

// muted reports whether Windows shows no balloons at this moment.
func muted() bool {
	var state uint32
	failed, _, _ := procNotificationState.Call(uintptr(unsafe.Pointer(&state)))
	return failed == 0 && mutes(state)
}
