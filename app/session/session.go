// Package session finds out whether this process runs in a session that is shown on another
// computer: a remote desktop, a virtual desktop, or ssh.
//
// A key that is pressed in a remote desktop can reach two copies of the program: one on the user's own
// computer and one in the remote session. IT decides which of them serves (the setting run_where);
// [Kind.StandsDown] applies that.
//
// The rules are in session.go, in decide; session_linux.go and session_windows.go collect the facts.
//
// Not every virtual desktop can be recognised: one that shows the machine's own console (AWS
// WorkSpaces, VNC servers and support tools that mirror the screen) gives programs no sign of that. In
// doubt, IT should make the copy on the user's own computer stand down, whose session is certain.
package session

import "strings"

// Kind is the kind of a session.
type Kind struct {
	// Remote says that the session is shown on another computer.
	Remote bool
	// How is the evidence, one of the How constants; empty for a local session.
	How string

	facts facts
}

// The evidence that a session is remote. They are stable: the texts shown to people are keyed by them.
const (
	HowRDP     = "rdp"     // Windows: Remote Desktop
	HowCitrix  = "citrix"  // Windows: ICA
	HowHorizon = "horizon" // Windows: VMware or Omnissa Horizon
	HowConsole = "console" // Windows: another session has the console
	HowXRDP    = "xrdp"    // Linux
	HowX2Go    = "x2go"    // Linux
	HowVNC     = "vnc"     // Linux: a separate desktop for VNC
	HowChrome  = "chrome"  // Linux: Chrome Remote Desktop
	HowSSH     = "ssh"     // any system
	HowLogind  = "logind"  // Linux: logind says that the session is remote
)

// unknownSession is where the system does not say which session has the console.
const unknownSession = -1

// facts are what the system says about a session. Any of them may be missing.
type facts struct {
	// Windows.
	metric           bool   // SM_REMOTESESSION
	protocol         int    // WTSClientProtocolType: 0 console, 1 ICA, 2 RDP
	station          string // WinStation, such as RDP-Tcp#3 or ICA-tcp#0
	horizon          bool   // Horizon's agent names a client
	session, console int64  // our session, and that of the machine's screen or unknownSession

	// Linux: the property Remote of our session (org.freedesktop.login1).
	logind bool
	// getenv reads the environment from the start of the process.
	getenv func(string) string
}

const protocolICA = 1

// decide returns the kind of session. The rules for Windows follow "Detecting the Remote Desktop
// Services environment" (Microsoft), plus Citrix and Horizon. The rules for Linux use the environment
// variables that each server sets in its sessions.
func decide(f facts) Kind {
	how := ""
	isSet := func(name string) bool { return f.getenv != nil && f.getenv(name) != "" }
	switch {
	case f.protocol == protocolICA, strings.HasPrefix(strings.ToUpper(f.station), "ICA"):
		how = HowCitrix
	case f.horizon:
		how = HowHorizon
	case f.metric:
		how = HowRDP
	case f.console != unknownSession && f.console != f.session:
		how = HowConsole
	case isSet("XRDP_SESSION"):
		how = HowXRDP
	case isSet("X2GO_SESSION"):
		how = HowX2Go
	case isSet("CHROME_REMOTE_DESKTOP_SESSION"):
		how = HowChrome
	case isSet("VNCDESKTOP"):
		how = HowVNC
	case isSet("SSH_CONNECTION"):
		how = HowSSH
	case f.logind:
		how = HowLogind
	}
	return Kind{how != "", how, f}
}

// StandsDown reports whether the program stands down in a session of this kind, with runWhere
// "any", "local" or "remote".
func (k Kind) StandsDown(runWhere string) bool {
	switch runWhere {
	case "local":
		return k.Remote
	case "remote":
		return !k.Remote
	}
	return false
}
