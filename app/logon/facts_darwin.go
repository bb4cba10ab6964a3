package logon

import "github.com/wolkvox-hold/wolkvox-hold/app/boot"

// facts identify the sign-in; an empty one is missing. A program that launchd starts may not have the
// variable.
func facts(getenv func(string) string) []string {
	return []string{boot.Name(), getenv("SECURITYSESSIONID")}
}
