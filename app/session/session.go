// Package session tells whether this process runs in a session that is shown
// somewhere else: a remote desktop, a virtual one, an ssh log-on.
//
// A key that is pressed at a remote desktop can reach two copies of the program,
// one at the person's own computer and one at the remote. IT says which of them is
// to serve; what kind of session each is in is found out here.
//
// Not every virtual desktop can be told from a computer: one that shows the machine's
// own console (AWS WorkSpaces, VNC servers and support tools that mirror the screen)
// says nothing of it to programs. Where there is doubt, IT tells the copy whose
// session is certain to stand down, which is the one on the person's own computer.
package session

import "strings"

// Kind is what kind of session a process is in.
type Kind struct {
	// Remote says that the session is shown on another computer.
	Remote bool
	// How says what tells so: one of the How constants, empty for a local session.
	How string

	facts facts
}

// What tells that a session is remote. They are stable; the sentence a person reads
// is chosen elsewhere.
const (
	HowRDP     = "rdp"     // Windows: Remote Desktop
	HowCitrix  = "citrix"  // Windows: ICA
	HowHorizon = "horizon" // Windows: VMware or Omnissa Horizon
	HowConsole = "console" // Windows: another session has the console
	HowXRDP    = "xrdp"    // Linux
	HowX2Go    = "x2go"    // Linux
	HowVNC     = "vnc"     // Linux: a desktop of its own for VNC
	HowChrome  = "chrome"  // Linux: Chrome Remote Desktop
	HowSSH     = "ssh"     // any: an ssh log-on
	HowLogind  = "logind"  // Linux: the log-on manager says so, of whatever kind it is
)

// unknownGlass is where the system does not say which session has the console.
const unknownGlass = -1

// facts are what the system says of a session. Each can be known without the others.
type facts struct {
	// Windows. metric is SM_REMOTESESSION; protocol is WTSClientProtocolType (0
	// console, 1 ICA, 2 RDP); station is the name of the WinStation, such as
	// RDP-Tcp#3 or ICA-tcp#0; session is ours, and glass the one that the machine's
	// own screen shows, or unknownGlass.
	metric         bool
	protocol       int
	station        string
	session, glass int64
	// logind is the property Remote of our session (org.freedesktop.login1).
	logind bool
	// getenv looks into the environment as it was when the process started.
	getenv func(string) string
}

const protocolICA = 1

// decide tells the kind of session from facts alone. The rules for Windows are
// those of "Detecting the Remote Desktop Services environment" (Microsoft), with
// what Citrix and Horizon add; those for Linux are what each server puts into the
// environment of its sessions.
func decide(f facts) Kind {
	how := ""
	is := func(name string) bool { return f.getenv != nil && f.getenv(name) != "" }
	switch {
	case f.protocol == protocolICA, strings.HasPrefix(strings.ToUpper(f.station), "ICA"):
		how = HowCitrix
	case is("ViewClient_Protocol"), is("ViewClient_Machine_Name"):
		how = HowHorizon
	case f.metric:
		how = HowRDP
	case f.glass != unknownGlass && f.glass != f.session:
		how = HowConsole
	case is("XRDP_SESSION"):
		how = HowXRDP
	case is("X2GO_SESSION"):
		how = HowX2Go
	case is("CHROME_REMOTE_DESKTOP_SESSION"):
		how = HowChrome
	case is("VNCDESKTOP"):
		how = HowVNC
	case is("SSH_CONNECTION"):
		how = HowSSH
	case f.logind:
		how = HowLogind
	}
	return Kind{how != "", how, f}
}

// StandsDown reports whether a copy that may serve where runWhere says ("any",
// "local" or "remote") stands down in a session of this kind.
func (k Kind) StandsDown(runWhere string) bool {
	switch runWhere {
	case "local":
		return k.Remote
	case "remote":
		return !k.Remote
	}
	return false
}
