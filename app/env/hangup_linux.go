package env

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// HangUp closes every connection of this process: to the display, the bus, commands and
// wolkvox. Standard streams stay open. Call it only at the end.
func HangUp() {
	const open = "/proc/self/fd"
	files, err := os.ReadDir(open)
	if err != nil {
		return
	}
	for _, f := range files {
		fd, err := strconv.Atoi(f.Name())
		if err != nil || fd <= 2 {
			continue
		}
		if to, err := os.Readlink(open + "/" + f.Name()); err == nil && strings.HasPrefix(to, "socket:") {
			_ = unix.Close(fd)
		}
	}
}
