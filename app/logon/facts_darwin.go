package logon

import "github.com/wolkvox-hold/wolkvox-hold/app/boot"

// facts tell one log-on from all others; all of them must be there. What launchd
// starts at log-on may lack the variable.
func facts(getenv func(string) string) []string {
	return []string{boot.Name(), getenv("SECURITYSESSIONID")}
}
