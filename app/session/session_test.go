package session

import "testing"

func env(vars ...string) func(string) string {
	return func(name string) string {
		for i := 0; i+1 < len(vars); i += 2 {
			if vars[i] == name {
				return vars[i+1]
			}
		}
		return ""
	}
}

func TestWhatKindOfSession(t *testing.T) {
	for _, tt := range []struct {
		name string
		f    facts
		how  string // empty for a local one
	}{
		{"a local session", facts{station: "Console", session: 1, console: 1}, ""},
		{"Windows that does not say who has the console", facts{station: "Console", session: 1, console: unknownSession}, ""},
		{"Remote Desktop", facts{metric: true, protocol: 2, station: "RDP-Tcp#3", session: 2, console: 1}, HowRDP},
		{"Remote Desktop with a graphics card, which hides it", facts{protocol: 2, station: "RDP-Tcp#3", session: 2, console: 1}, HowConsole},
		{"back at the console, and the service was not asked again", facts{protocol: 2, station: "RDP-Tcp#3", session: 2, console: 2}, ""},
		{"another person has the screen", facts{station: "Console", session: 1, console: 2}, HowConsole},
		{"Citrix by its protocol", facts{metric: true, protocol: 1, station: "", session: 2, console: 1}, HowCitrix},
		{"Citrix by its station", facts{station: "ICA-tcp#0", session: 1, console: 1}, HowCitrix},
		{"Horizon, which shows the console", facts{station: "Console", session: 1, console: 1, horizon: true}, HowHorizon},
		{"a Linux desktop", facts{console: unknownSession, getenv: env("XDG_SESSION_TYPE", "x11", "DISPLAY", ":0")}, ""},
		{"xrdp", facts{console: unknownSession, getenv: env("XRDP_SESSION", "1", "DISPLAY", ":10")}, HowXRDP},
		{"x2go, which comes over ssh", facts{console: unknownSession, getenv: env("X2GO_SESSION", "a-50-1", "SSH_CONNECTION", "1 2 3 4")}, HowX2Go},
		{"a VNC server's desktop", facts{console: unknownSession, getenv: env("VNCDESKTOP", "host:1 (me)")}, HowVNC},
		{"Chrome Remote Desktop", facts{console: unknownSession, getenv: env("CHROME_REMOTE_DESKTOP_SESSION", "1")}, HowChrome},
		{"ssh", facts{console: unknownSession, getenv: env("SSH_CONNECTION", "1 2 3 4")}, HowSSH},
		{"logind says so", facts{console: unknownSession, logind: true}, HowLogind},
	} {
		if k := decide(tt.f); k.How != tt.how || k.Remote != (tt.how != "") {
			t.Errorf("%s: got %v %q, want %q", tt.name, k.Remote, k.How, tt.how)
		}
	}
}

// One key never toggles twice: of two copies, one on the user's computer and one in the remote desktop,
// exactly one serves once IT says where. Both serve only with "any".
func TestOneOfTwoCopiesServes(t *testing.T) {
	own, far := Kind{}, Kind{Remote: true, How: HowRDP}
	for _, tt := range []struct {
		runWhere string
		own, far bool // stands down
	}{
		{"any", false, false},
		{"local", false, true},
		{"remote", true, false},
		{"", false, false},
		{"elsewhere", false, false},
	} {
		if got := own.StandsDown(tt.runWhere); got != tt.own {
			t.Errorf("%q, at one's own computer: stands down %v", tt.runWhere, got)
		}
		if got := far.StandsDown(tt.runWhere); got != tt.far {
			t.Errorf("%q, at the remote desktop: stands down %v", tt.runWhere, got)
		}
	}
}

func TestThisSession(t *testing.T) {
	k := Look(env("SSH_CONNECTION", "192.0.2.1 1 192.0.2.2 22"))
	if !k.Remote {
		t.Errorf("an ssh log-on: got %+v", k)
	}
	if again := k.Again(); again.Remote != k.Remote || again.How != k.How {
		t.Errorf("looked again: got %+v after %+v", again, k)
	}
}
