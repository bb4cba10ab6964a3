//go:build unix

package logfile

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lock takes the lock of whoever writes. Busy says that another holds it. Where
// there can be no lock (some network folders know none) it is taken for granted.
func lock(path string) (unlock func(), busy bool) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return func() {}, false
	}
	err = unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	return func() { _ = file.Close() }, errors.Is(err, unix.EWOULDBLOCK) && file.Close() == nil
}
