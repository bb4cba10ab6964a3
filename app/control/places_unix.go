//go:build linux || darwin

package control

func (p Places) session() string {
	for _, key := range []string{"WAYLAND_DISPLAY", "DISPLAY"} {
		if s := plain(p.env(key), maxSession); s != "" {
			return s
		}
	}
	if p.env("SSH_CONNECTION") != "" {
		return "ssh"
	}
	return ""
}
