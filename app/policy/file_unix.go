//go:build linux || darwin

package policy

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// readFile reads the policy at path and has parse take its bytes apart. It counts
// only if owner (a user ID) is the only one who can have written it.
//
// Everything is checked on what was opened, not on the path: a path may lead
// elsewhere by the time it is opened.
func readFile(path string, owner uint32, parse func(source string, b []byte) Policy) Policy {
	p := Policy{Source: path}
	folder, err := unix.Open(filepath.Dir(path), openFolder|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err == unix.ENOTDIR && isLink(filepath.Dir(path)) {
		err = unix.ELOOP
	}
	if err != nil {
		return p.notOpened(err)
	}
	defer unix.Close(folder)

	// O_NONBLOCK: a named pipe in its place must not make the start wait.
	fd, err := unix.Openat(folder, filepath.Base(path), unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return p.notOpened(err)
	}
	file := os.NewFile(uintptr(fd), path)
	defer file.Close()

	var dir, st unix.Stat_t
	if err := errors.Join(unix.Fstat(folder, &dir), unix.Fstat(fd, &st)); err != nil {
		return p.refused(CodeUnreadable, err.Error())
	}
	if code, detail := judge(dir, st, owner); code != "" {
		return p.refused(code, detail)
	}
	b, err := io.ReadAll(io.LimitReader(file, settings.MaxBytes+1))
	if err != nil {
		return p.refused(CodeUnreadable, err.Error())
	}
	return parse(path, b)
}

// judge says why a policy does not count, by what its folder and file are: a
// code and a detail, or two empty strings.
func judge(folder, file unix.Stat_t, owner uint32) (code, detail string) {
	switch {
	case folder.Uid != owner || folder.Mode&0o022 != 0:
		return CodeFolder, fmt.Sprintf("folder: owner %d, mode %04o", folder.Uid, folder.Mode&0o7777)
	case file.Mode&unix.S_IFMT != unix.S_IFREG:
		return CodeNotRegular, fmt.Sprintf("mode %06o", file.Mode)
	case file.Uid != owner:
		return CodeNotRoot, fmt.Sprintf("owner %d", file.Uid)
	case file.Mode&0o022 != 0:
		return CodeWritableByOthers, fmt.Sprintf("mode %04o", file.Mode&0o7777)
	}
	return "", ""
}

// notOpened tells a policy that is not there from one that cannot be opened.
func (p Policy) notOpened(err error) Policy {
	switch {
	case errors.Is(err, unix.ENOENT):
		return Policy{}
	case errors.Is(err, unix.ELOOP):
		return p.refused(CodeSymlink, err.Error())
	}
	return p.refused(CodeUnreadable, err.Error())
}

// isLink tells why a folder was not opened: with O_DIRECTORY and O_NOFOLLOW a
// system may answer "not a directory" to a link, as Linux does.
func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&os.ModeSymlink != 0
}
