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
	// unmapped is the owner of files whose own has no number here, as in a container
	// or on a share that maps no users.
	unmapped = 65534
)

// effective is the user whose program this is.
var effective = func() uint32 { return uint32(os.Geteuid()) }

// owned refuses what belongs to another person. Root may have put it there for this one.
func owned(path string, info fs.FileInfo) error {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || st.Uid == effective() || st.Uid == root || st.Uid == unmapped {
		return nil
	}
	return fmt.Errorf("%s: %w", path, ErrForeign)
}

// ownedFolder is owned for a folder that may have to be made: then for the one above it.
func ownedFolder(path string) error {
	info, err := os.Stat(path)
	for err != nil && filepath.Dir(path) != path {
		path = filepath.Dir(path)
		info, err = os.Stat(path)
	}
	if err != nil {
		return err
	}
	return owned(path, info)
}
