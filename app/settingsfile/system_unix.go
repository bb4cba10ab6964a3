//go:build !windows

package settingsfile

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

const (
	root = 0
	// unmapped is the owner of files whose real owner has no number here, as in a
	// container or on a share that maps no users.
	unmapped = 65534
)

// effectiveUID is the user of this process.
var effectiveUID = func() uint32 { return uint32(os.Geteuid()) }

// checkOwner refuses what belongs to another person. A file of root's is accepted: an
// administrator may have put it there for this user.
func checkOwner(path string, info fs.FileInfo) error {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || st.Uid == effectiveUID() || st.Uid == root || st.Uid == unmapped {
		return nil
	}
	return fmt.Errorf("%s: %w", path, ErrForeign)
}

// checkFolderOwner is checkOwner for a folder. If it does not exist yet, the first
// existing folder above it counts.
func checkFolderOwner(path string) error {
	info, err := os.Stat(path)
	for err != nil && filepath.Dir(path) != path {
		path = filepath.Dir(path)
		info, err = os.Stat(path)
	}
	if err != nil {
		return err
	}
	return checkOwner(path, info)
}

// checkReachable accepts a file that was not found: the folders above it may not exist
// yet either.
func checkReachable(string) error { return nil }

// syncFolder syncs a rename to the disk. It reports no error: the new settings are in
// place already, and some network file systems do not support the call.
func syncFolder(path string) {
	d, err := os.Open(path)
	if err != nil {
		return
	}
	defer d.Close()
	_ = d.Sync()
}

// retryWhileBusy just calls f: here a file that others have open can be replaced.
func retryWhileBusy(f func() error) error { return f() }
