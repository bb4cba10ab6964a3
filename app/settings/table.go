package settings

import "slices"

// Kind is the type of a setting's value.
type Kind string

// The kinds. All values are text, except for a switch, a number and managed_by.
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

// Row is one setting: its valid values and who may set it. Parsing and merging use it,
// and the files for IT (policy templates, schema, profile, reference) are generated
// from it.
type Row struct {
	Key  Key
	Kind Kind
	// Choices are the words of a KindChoice, in the order in which people see them.
	Choices []string
	// Lowest and Highest limit a KindNumber; Step is the step of an editor.
	Lowest, Highest, Step int64
	// PolicyOnly means that only IT, with a policy, can set it.
	PolicyOnly bool
	// PerUser means that a value for a whole machine is never used.
	PerUser bool
	// Example is a valid value, as a person writes it, but not the built-in one.
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
	{Key: TokenStore, Kind: KindChoice, Choices: []string{"auto", "keychain"}, PolicyOnly: true, Example: "keychain"},
}

// Row returns the row of k. If there is no such setting, it is the zero Row with an
// empty Kind.
func (k Key) Row() Row {
	for _, r := range table {
		if r.Key == k {
			return r
		}
	}
	return Row{}
}
