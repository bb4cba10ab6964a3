// Package settings knows what can be set in Wolkvox Hold, which values are
// good, and whose value counts.
//
// # Keys and values
//
// A [Key] is the name of a setting as it stands in the settings file, in a
// policy and on the command line. Keys lists them all; those for which
// [Key.PolicyOnly] is true are set by IT and by nobody else. [Rows] is the table
// of all of them: parsing and merging go by it, and what IT is given is generated
// from it. [Validate] turns what a person typed into the value that belongs in
// the file, or into an [Error] whose Code is stable: package words turns the code
// into a sentence, so no text of this package is meant for an agent's eyes.
//
// # Whose value counts
//
// The same key may be set in several places. [Merge] takes them as [Layers]
// and lets the first one with a good value serve:
//
//	policy          set by IT and enforced
//	user            set by the agent
//	policy default  suggested by IT
//	machine         what the installer was told
//	built in        always there
//
// An empty value counts as unset. An unknown key or a bad value never stops
// the program: it becomes a problem, and the next origin serves. Where warm is on, as
// in older versions, that is a problem too, and auto serves.
//
// The agent ID (the extension) is the exception, because a wrong one holds
// somebody else's call. It belongs to a person, so a value for the whole
// machine is never used. Where agent_id_from names an environment variable,
// that variable decides; if it is empty or wrong the program is not set up,
// and no older number is used in its place. With ask_agent_id=start the answer
// of the day decides in the same way. What a person gives by hand beside either
// of them is a [Choice].
//
// # Bytes
//
// [Decode] and [Encode] read and write the settings file's bytes, with keys
// that this version does not know left as they are. Opening and replacing
// the file is the work of package settingsfile; nothing here touches the
// system.
package settings
