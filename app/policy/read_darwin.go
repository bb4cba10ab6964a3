package policy

import (
	"os/user"

	"golang.org/x/sys/unix"
)

// openFolder is how a folder is opened that is only looked at.
const openFolder = unix.O_RDONLY

// Read reads what a device management wrote for this machine and for this user.
// Type-checked only, never run on a Mac; what it calls is tested on Linux.
func Read() Policy {
	name := ""
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	return readManaged("/Library/Managed Preferences", name, 0)
}
