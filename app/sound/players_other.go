//go:build !windows && !darwin

package sound

// players are the system's players with the arguments before the file, the one of
// the newest sound server first. None of them says anything but its end.
var players = [][]string{
	{"pw-play", "--media-role=Notification"},
	{"paplay", "--property=media.role=event"},
	{"aplay", "-q"},
	{"canberra-gtk-play", "-f"},
}
