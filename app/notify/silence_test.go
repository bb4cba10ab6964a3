package notify

import "testing"

// Where notifications of Windows are off, for whatever reason, the note window is used.
func TestSilencedBy(t *testing.T) {
	type value struct {
		machine bool
		name    string
		is      uint64
	}
	for _, tt := range []struct {
		set  value
		want string
	}{
		{value{true, "TaskbarNoNotification", 1}, "TaskbarNoNotification"},
		{value{false, "TaskbarNoNotification", 1}, "TaskbarNoNotification"},
		{value{false, "TaskbarNoNotification", 0}, ""},
		{value{true, "NoToastApplicationNotification", 1}, "NoToastApplicationNotification"},
		{value{false, "ToastEnabled", 0}, "ToastEnabled"},
		{value{false, "ToastEnabled", 1}, ""},
		{value{false, "EnableBalloonTips", 0}, "EnableBalloonTips"},
		{value{false, "Another", 0}, ""},
	} {
		got := silencedBy(func(machine bool, key, name string) (uint64, bool) {
			return tt.set.is, machine == tt.set.machine && name == tt.set.name
		})
		if got != tt.want {
			t.Errorf("%+v: got %q, want %q", tt.set, got, tt.want)
		}
	}
}

// The states of SHQueryUserNotificationState (shellapi.h).
func TestMutes(t *testing.T) {
	for state, want := range map[uint32]bool{
		0: false, // not an answer
		1: true,  // nobody at the desk
		2: true,  // full screen
		3: true,  // full screen, Direct3D
		4: true,  // presentation
		5: false, // notifications are accepted
		6: false, // quiet time
		7: true,  // an app in full screen
	} {
		if got := mutes(state); got != want {
			t.Errorf("state %d: got %v, want %v", state, got, want)
		}
	}
}
