//go:build !windows

package checks

import (
	"errors"

	"golang.org/x/sys/unix"
)

// freeSpace returns what this user may still write to the disk of a folder, in bytes.
func freeSpace(folder string) (uint64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, err
	}
	return uint64(s.Bavail) * uint64(s.Bsize), nil
}

func isFull(err error) bool { return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) }
