package policy

// Read reads this machine's policy, /etc/wolkvox-hold/policy.json.
func Read() Policy { return ReadFile("/etc/wolkvox-hold/policy.json", 0) }

// ReadFile reads the policy at path, which counts only if nobody but owner (a user ID;
// 0 is root) can have written it. Programs call [Read]; tests, which may not run as
// root, call this.
func ReadFile(path string, owner uint32) Policy { return readFile(path, owner) }
