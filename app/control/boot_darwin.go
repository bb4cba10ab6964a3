package control

import "golang.org/x/sys/unix"

// bootName is a UUID that the kernel draws at each start.
func bootName() string {
	name, _ := unix.Sysctl("kern.bootsessionuuid")
	return name
}
