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
// Whether the values are good, and which of them count, is the work of package
// settings. On systems other than Linux nothing is read yet.
package policy
