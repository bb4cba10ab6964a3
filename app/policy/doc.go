// Package policy reads the settings that IT set on this machine.
//
//	policy.go                         the result, and JSON
//	read_*.go                         where each system keeps a policy
//	managed.go, plist.go              property lists
//	registry.go, section*.go          the registry, and reading it during a refresh
//	last.go                           the copy of the last good policy
//
// Package settings checks the values and decides which of them count.
//
// # Linux
//
// The policy is the file /etc/wolkvox-hold/policy.json: one JSON object with the keys
// of package settings. A value at the root is enforced. A value in the object
// "defaults" is a starting value that the agent may change:
//
//	{
//	  "server": "0042",
//	  "lock_settings": true,
//	  "defaults": { "hotkey": "Ctrl+Shift+F10" }
//	}
//
// A policy decides for others, so it counts only if nobody but root can have written
// it: the file and its folder belong to root, neither is a symbolic link, and neither
// is writable by a group or by others. Otherwise the whole policy is refused, and the
// Policy names the problem so that it can be shown. A missing policy is not a problem.
//
// # Windows
//
// The policy is in the registry, in the 64-bit view:
//
//	HKLM\Software\Policies\WolkvoxHold  enforced for the machine
//	HKCU\Software\Policies\WolkvoxHold  enforced for this user; may set agent_id
//	HKLM\Software\WolkvoxHold           what was given to the installer, last before built in
//
// The sub-key Defaults of the first two has starting values. A value's name is the
// setting's: server, hotkey, press_gap_ms; as always in the registry, case does not
// matter. Text is REG_SZ or REG_EXPAND_SZ (with this user's variables expanded);
// numbers and switches are REG_DWORD, REG_QWORD or text, a switch 0 or 1. managed_by is
// a text with the name, or a sub-key managed_by with the texts name, contact and link.
// Group policies create these keys; only administrators and the system can write them.
//
// A value of another type, of more than 16 KiB, with a NUL inside, or that is not
// UTF-16 is a Problem and is not used; the next origin counts.
//
// # macOS
//
// A configuration profile sets the same keys, in the domain
// io.github.wolkvox_hold.WolkvoxHold. The system writes them as a property list into
// "/Library/Managed Preferences". Values for one user are in that user's folder there,
// and only those may set agent_id. The dictionary "defaults" has starting values.
package policy
