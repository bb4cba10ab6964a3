package policy

import "golang.org/x/sys/unix"

// openFolder is how a folder is opened that is only looked at.
const openFolder = unix.O_PATH

// Read reads this machine's policy, /etc/wolkvox-hold/policy.json.
func Read() Policy { return ReadFile("/etc/wolkvox-hold/policy.json", 0) }

// ReadFile reads the policy at path, which counts only if owner (a user ID; 0
// is root) is the only one who can have written it. Programs call [Read];
// tests, which are not always root, come here.
func ReadFile(path string, owner uint32) Policy { return readFile(path, owner, parse) }
