package notify

// silencer is a value in the registry with which a policy, an optimised image or the person turns
// notifications off. Shell_NotifyIcon still succeeds, and nothing is shown.
type silencer struct {
	key, name string
	silent    uint64 // the value that turns them off
}

// silencers are looked for in HKEY_LOCAL_MACHINE and in HKEY_CURRENT_USER. The first two are
// policies (learn.microsoft.com, "Policy CSP - ADMX_Taskbar" and "Policy CSP - Notifications");
// Microsoft's public tool that optimises VDI images sets them. The third is the switch in the
// person's settings, the last one that of older versions.
var silencers = []silencer{
	{`Software\Microsoft\Windows\CurrentVersion\Policies\Explorer`, "TaskbarNoNotification", 1},
	{`Software\Policies\Microsoft\Windows\CurrentVersion\PushNotifications`, "NoToastApplicationNotification", 1},
	{`Software\Microsoft\Windows\CurrentVersion\PushNotifications`, "ToastEnabled", 0},
	{`Software\Microsoft\Windows\CurrentVersion\Explorer\Advanced`, "EnableBalloonTips", 0},
}

// silencedBy returns the name of the value that silences notifications, or "". Read returns a
// number from one of the two hives; a value of another type does not count, as for Windows.
func silencedBy(read func(machine bool, key, name string) (value uint64, ok bool)) string {
	for _, s := range silencers {
		for _, machine := range []bool{true, false} {
			if value, ok := read(machine, s.key, s.name); ok && value == s.silent {
				return s.name
			}
		}
	}
	return ""
}

// The answers of SHQueryUserNotificationState (shellapi.h). In its quiet time, the first hour of a
// profile, Windows drops only notes that ask for it, which ours do not.
const (
	acceptsNotifications = 5
	quietTime            = 6
)

// mutes reports whether Windows shows no balloons in that state: behind a program in full screen,
// in a presentation, while nobody is at the desk.
func mutes(state uint32) bool {
	return state != 0 && state != acceptsNotifications && state != quietTime
}
