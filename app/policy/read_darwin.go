package policy

import "os/user"

// Read reads what device management (MDM) wrote for this machine and this user. It has
// only been type-checked, never run on a Mac; the functions it calls are tested on
// Linux.
func Read() Policy {
	name := ""
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return readManaged("/Library/Managed Preferences", name)
}
