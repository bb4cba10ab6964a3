package settings

import "slices"

// Kind is what a setting's value looks like.
type Kind string

// The kinds. Except for a switch, a number and managed_by a value is text.
const (
	KindServer    Kind = "server"     // four digits
	KindExtension Kind = "extension"  // 1 to 20 digits
	KindVariable  Kind = "variable"   // the name of an environment variable
	KindChord     Kind = "chord"      // such as Ctrl+Shift+F9
	KindChoice    Kind = "choice"     // one of the row's Choices
	KindNumber    Kind = "number"     // a whole number from the row's Lowest to its Highest
	KindProxy     Kind = "proxy"      // system, none or the address of a proxy
	KindSwitch    Kind = "switch"     // on or off
	KindPath      Kind = "path"       // a whole path
	KindManagedBy Kind = "managed_by" // the texts name, contact and link
)

// Row is one setting: what is good for it and who may set it. Parsing and merging
// go by it, and what IT is given (policy templates, schema, profile, reference)
// is generated from it.
type Row struct {
	Key  Key
	Kind Kind
	// Choices are the words of a KindChoice, in the order in which people see them.
	Choices []string
	// Lowest and Highest bound a KindNumber; Step is what an editor counts in.
	Lowest, Highest, Step int64
	// PolicyOnly means that nobody but IT, by policy, can set it.
	PolicyOnly bool
	// PerUser means that a value for a whole machine is never used.
	PerUser bool
	// Example is a good value that is not the built-in one, as a person writes it.
	Example string
}

// Rows returns the table of all settings, those that an agent can change first.
func Rows() []Row { return slices.Clone(table) }

var table = []Row{
	{Key: Server, Kind: KindServer, Example: "0042"},
	{Key: AgentID, Kind: KindExtension, PerUser: true, Example: "12345"},
	{Key: AgentIDFrom, Kind: KindVariable, Example: "WOLKVOX_EXTENSION"},
	{Key: Hotkey, Kind: KindChord, Example: "Ctrl+Shift+F10"},
	{Key: Language, Kind: KindChoice, Choices: []string{"auto", "es", "pt", "en"}, Example: "es"},
	{Key: Feedback, Kind: KindChoice, Choices: []string{"notification", "sound", "icon"}, Example: "icon"},
	{Key: PressGapMS, Kind: KindNumber, Lowest: 700, Highest: 5000, Step: 100, Example: "1500"},
	{Key: TimeoutS, Kind: KindNumber, Lowest: 4, Highest: 60, Step: 1, Example: "15"},
	{Key: Proxy, Kind: KindProxy, Example: "http://proxy.example:3128"},
	{Key: Autostart, Kind: KindSwitch, Example: "on"},
	{Key: Warm, Kind: KindChoice, Choices: []string{"off", "auto"}, Example: "off"},

	{Key: CAFile, Kind: KindPath, PolicyOnly: true, Example: "/etc/ssl/certs/example-inspection.pem"},
	{Key: KeyManagedBy, Kind: KindManagedBy, PolicyOnly: true, Example: "IT desk"},
	{Key: AskAgentID, Kind: KindChoice, Choices: []string{"never", "start"}, PolicyOnly: true, Example: "start"},
	{Key: LockSettings, Kind: KindSwitch, PolicyOnly: true, Example: "on"},
	{Key: HideQuit, Kind: KindSwitch, PolicyOnly: true, Example: "on"},
	{Key: LogLevel, Kind: KindChoice, Choices: []string{"debug", "info", "warn", "error"}, PolicyOnly: true, Example: "debug"},
	{Key: RunWhere, Kind: KindChoice, Choices: []string{"any", "local", "remote"}, PolicyOnly: true, Example: "local"},
}

// Row returns the table's row of k; the zero Row, whose Kind is empty, if there is
// no such setting.
func (k Key) Row() Row {
	for _, r := range table {
		if r.Key == k {
			return r
		}
	}
	return Row{}
}
