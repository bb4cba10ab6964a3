package settings

import "time"

// askAtStart is the value of ask_agent_id that makes the program ask.
const askAtStart = "start"

// Values are the settings in the program's types. Every field is valid.
type Values struct {
	Server      string // four digits; empty: not set up
	AgentID     string // the extension, digits; empty: not set up
	AgentIDFrom string // name of an environment variable; empty: not used
	Hotkey      Chord
	Language    string        // auto, es, pt or en
	Feedback    string        // notification, sound or icon
	PressGap    time.Duration // 700 ms to 5 s
	Timeout     time.Duration // 4 s to 60 s
	Proxy       string        // system, none, or http, https, socks5 or socks5h and ://host:port
	Autostart   bool
	Warm        string // off or auto

	CAFile       string // whole path; empty: none
	ManagedBy    ManagedBy
	AskAgentID   string // never or start
	LockSettings bool
	HideQuit     bool
	LogLevel     string // debug, info, warn or error
	RunWhere     string // any, local or remote
	TokenStore   string // auto or keychain
}

// ManagedBy says who manages this machine, in IT's own words. Each part is printable
// text of at most 200 bytes and may be empty.
type ManagedBy struct {
	Name    string
	Contact string // a telephone number, a mail address, a place
	Link    string // an https or mailto address
}

// BuiltIn returns the values that count if nothing is set.
func BuiltIn() Values {
	return Values{
		Hotkey:     DefaultChord(),
		Language:   "auto",
		Feedback:   "notification",
		PressGap:   1200 * time.Millisecond,
		Timeout:    10 * time.Second,
		Proxy:      "system",
		Warm:       "auto",
		AskAgentID: "never",
		LogLevel:   "info",
		RunWhere:   "any",
		TokenStore: "auto",
	}
}
