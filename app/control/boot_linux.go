package control

import "os"

// bootName is a random UUID that the kernel draws at each start (proc(5)).
func bootName() string {
	b, _ := os.ReadFile("/proc/sys/kernel/random/boot_id")
	return string(b)
}
