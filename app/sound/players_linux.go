package sound

// players are the players with their arguments before the file, that of the newest sound server
// first.
var players = [][]string{
	{"pw-play", "--media-role=Notification"},
	{"paplay", "--property=media.role=event"},
	{"aplay", "-q"},
	{"canberra-gtk-play", "-f"},
}
