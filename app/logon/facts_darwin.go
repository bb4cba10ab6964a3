package logon

import "golang.org/x/sys/unix"

// facts tell one log-on from all others; all of them must be there. What launchd
// starts at log-on may lack the variable.
func facts(getenv func(string) string) []string {
	boot, _ := unix.Sysctl("kern.bootsessionuuid")
	return []string{boot, getenv("SECURITYSESSIONID")}
}
