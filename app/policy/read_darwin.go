package policy

import (
	"os/user"

	"golang.org/x/sys/unix"
)

// openFolder is the flag to open a folder that is only checked.
const openFolder = unix.O_RDONLY

// Read reads what device management (MDM) wrote for this machine and this user. It has
// only been type-checked, never run on a Mac; the functions it calls are tested on
// Linux.
func Read() Policy {
	name := ""
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return readManaged("/Library/Managed Preferences", name, 0)
}
