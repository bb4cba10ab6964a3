// Package policy reads what IT set on this machine.
//
// On Linux that is the file /etc/wolkvox-hold/policy.json: one JSON object
// whose keys are those of package settings. A value at the root is enforced; a
// value in the object "defaults" is a starting value that the agent may
// change:
//
//	{
//	  "server": "0042",
//	  "lock_settings": true,
//	  "defaults": { "hotkey": "Ctrl+Shift+F10" }
//	}
//
// A policy decides for others, so it counts only if nobody but root can have
// written it: the file and its folder belong to root, neither is a link, and
// neither can be written by a group or by others. A policy that breaks this is
// refused as a whole, and the Policy names the problem so that it can be told
// aloud. A missing policy is no problem.
//
// # Windows
//
// There it is the registry, in the view of 64-bit programs:
//
//	HKLM\Software\Policies\WolkvoxHold  enforced for the machine
//	HKCU\Software\Policies\WolkvoxHold  enforced for this user; may set agent_id
//	HKLM\Software\WolkvoxHold           what the installer was told, last before built in
//
// The sub-key Defaults of the first two holds starting values. A value's name
// is the setting's: server, hotkey, press_gap_ms; as everywhere in the registry
// the case of the letters does not count. Text is REG_SZ or REG_EXPAND_SZ (with
// this user's variables put in); numbers and switches are REG_DWORD, REG_QWORD
// or text, a switch 0 or 1. managed_by is text, the name alone, or a sub-key
// managed_by with the texts name, contact and link. Group policies make these
// keys; only administrators and the system can write them.
//
// A value of another type, of more than 16 KiB, with a NUL inside or that is no
// UTF-16 is a Problem and not used; the next origin serves.
//
// # macOS
//
// On macOS a configuration profile brings the same keys, by the domain
// io.github.wolkvox_hold.WolkvoxHold: the system writes them as a property list
// into "/Library/Managed Preferences", and what is meant for one user into that
// user's folder there, which alone may set agent_id. The dictionary "defaults"
// holds starting values. The same rules say which lists count.
//
// Whether the values are good, and which of them count, is the work of package
// settings. On other systems nothing is read yet.
package policy
