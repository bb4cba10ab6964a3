package env

import "os"

// Leave ends the process with every connection closed. Threads that stand in the kernel
// would keep the connections open after the end of the process.
func Leave(code int) {
	HangUp()
	os.Exit(code)
}
