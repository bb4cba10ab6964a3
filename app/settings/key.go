package settings

// Key is the name of a setting in files, policies and commands. Case matters: "Server"
// is not a key.
type Key string

// The settings that an agent can change.
const (
	Server      Key = "server"        // four digits, such as 0042
	AgentID     Key = "agent_id"      // the extension, digits
	AgentIDFrom Key = "agent_id_from" // name of an environment variable that holds the extension
	Hotkey      Key = "hotkey"        // a chord, such as Ctrl+Shift+F9
	Language    Key = "language"      // auto, es, pt or en
	Feedback    Key = "feedback"      // notification, sound or icon
	PressGapMS  Key = "press_gap_ms"  // milliseconds
	TimeoutS    Key = "timeout_s"     // seconds
	Proxy       Key = "proxy"         // system, none or the address of a proxy
	Autostart   Key = "autostart"     // on or off
	Warm        Key = "warm"          // off or auto
)

// The settings that only a policy can set.
const (
	CAFile       Key = "ca_file"       // path of more root certificates
	KeyManagedBy Key = "managed_by"    // who looks after this machine; the type is [ManagedBy]
	AskAgentID   Key = "ask_agent_id"  // never or start
	LockSettings Key = "lock_settings" // on or off
	HideQuit     Key = "hide_quit"     // on or off
	LogLevel     Key = "log_level"     // debug, info, warn or error
	RunWhere     Key = "run_where"     // any, local or remote
	TokenStore   Key = "token_store"   // auto or keychain
)

// Keys returns every key, those that an agent can change first.
func Keys() []Key {
	var keys []Key
	for _, r := range table {
		keys = append(keys, r.Key)
	}
	return keys
}

// PolicyOnly reports whether only IT, with a policy, can set k.
func (k Key) PolicyOnly() bool { return k.Row().PolicyOnly }

// Known returns the key with that name, and false if there is none. Case matters.
func Known(name string) (Key, bool) {
	k := Key(name)
	return k, k.Row().Kind != ""
}
