// Package settings defines what can be set in Wolkvox Hold, which values are valid, and
// whose value counts. It does no input or output.
//
//	key.go, table.go      the keys, and the table of all settings
//	values.go, value.go   the values in the program's types, and conversion
//	parse.go, chord.go    parsers; system.go, spare.go: chords that are refused or offered
//	merge.go, temporaryextension.go   whose value counts
//	file.go, error.go     the file's bytes; refusals
//
// # Keys and values
//
// A [Key] is the name of a setting in the settings file, in a policy and on the command
// line. Keys lists all of them; those with [Key.PolicyOnly] can be set only by IT.
// [Rows] is the table of all settings: parsing and merging use it, and the templates
// for IT are generated from it. [Validate] turns what a person typed into the value for
// the file, or into an [Error] with a stable Code. Package words turns the code into a
// sentence; no text of this package is shown to an agent.
//
// # Whose value counts
//
// The same key may be set in several places. [Merge] takes them as [Layers] and uses
// the first one with a valid value:
//
//	policy          set by IT and enforced
//	user            set by the agent
//	policy default  suggested by IT
//	machine         what was given to the installer
//	built in        always there
//
// An empty value counts as unset. An unknown key or a bad value never stops the
// program: it becomes a problem, and the next origin counts. If warm is on, as in older
// versions, that is a problem too, and auto is used.
//
// The agent ID (the extension) is the exception, because a wrong one holds somebody
// else's call. It belongs to a person, so a value for the whole machine is never used. A bad
// number means that the program is not set up, and no weaker origin's number is used instead.
// If agent_id_from names an environment variable, that variable decides; if it is empty
// or wrong, the program is not set up, and no older number is used instead. With
// ask_agent_id=start the day's answer decides in the same way, and so it does where IT set
// ask_agent_id to a bad value. An extension that the person enters by hand in these cases is
// a [TemporaryExtension]. While the user's file, this one or the policy cannot be read, no
// extension of a weaker origin counts: there may be another one in it.
//
// # Bytes
//
// [Decode] and [Encode] read and write the settings file's bytes, and keep keys that
// this version does not know. Package settingsfile opens and replaces the file.
package settings
