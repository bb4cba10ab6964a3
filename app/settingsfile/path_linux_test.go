package settingsfile

import "testing"

func TestDefaultPath(t *testing.T) {
	for _, c := range []struct{ xdg, home, want string }{
		{"", "/home/ana", "/home/ana/.config/wolkvox-hold/config.json"},
		{"/srv/conf", "/home/ana", "/srv/conf/wolkvox-hold/config.json"},
		{"/srv/conf", "", "/srv/conf/wolkvox-hold/config.json"},
		{"conf", "/home/ana", "/home/ana/.config/wolkvox-hold/config.json"},
		{"", "", ""},
		{"conf", "ana", ""},
	} {
		env := map[string]string{"XDG_CONFIG_HOME": c.xdg, "HOME": c.home}
		got, err := DefaultPath(func(name string) string { return env[name] })
		if got != c.want || (err == nil) != (c.want != "") {
			t.Errorf("%v: got %q, %v, want %q", env, got, err, c.want)
		}
	}
}
