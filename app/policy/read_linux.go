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

// Read reads this machine's policy, /etc/wolkvox-hold/policy.json.
func Read() Policy { return ReadFile("/etc/wolkvox-hold/policy.json", 0) }

// ReadFile reads the policy at path, which counts only if nobody but owner (a user ID;
// 0 is root) can have written it. Programs call [Read]; tests, which may not run as
// root, call this.
//
// All checks use the open descriptors, not the path, because the path may lead
// elsewhere by the time it is opened.
func ReadFile(path string, owner uint32) Policy {
	p := Policy{Source: path}
	folder, err := unix.Open(filepath.Dir(path), unix.O_PATH|unix.O_DIRECTORY|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err == unix.ENOTDIR && isLink(filepath.Dir(path)) {
		err = unix.ELOOP
	}
	if err != nil {
		return p.openFailed(err)
	}
	defer unix.Close(folder)

	// O_NONBLOCK: opening a FIFO would block the start.
	fd, err := unix.Openat(folder, filepath.Base(path), unix.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return p.openFailed(err)
	}
	file := os.NewFile(uintptr(fd), path)
	defer file.Close()

	var dir, st unix.Stat_t
	if err := errors.Join(unix.Fstat(folder, &dir), unix.Fstat(fd, &st)); err != nil {
		return p.refused(CodeUnreadable, err.Error())
	}
	if code, detail := checkOwner(dir, st, owner); code != "" {
		return p.refused(code, detail)
	}
	b, err := io.ReadAll(io.LimitReader(file, settings.MaxBytes+1))
	if err != nil {
		return p.refused(CodeUnreadable, err.Error())
	}
	return parse(path, b)
}

// checkOwner checks the owner and mode of a policy's folder and file. It returns a code
// and a detail, or two empty strings if they are good.
func checkOwner(folder, file unix.Stat_t, owner uint32) (code, detail string) {
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

// openFailed distinguishes a policy that does not exist from one that cannot be opened.
func (p Policy) openFailed(err error) Policy {
	switch {
	case errors.Is(err, unix.ENOENT):
		return Policy{}
	case errors.Is(err, unix.ELOOP):
		return p.refused(CodeSymlink, err.Error())
	}
	return p.refused(CodeUnreadable, err.Error())
}

// isLink reports whether path is a symbolic link. With O_DIRECTORY and O_NOFOLLOW, Linux
// answers ENOTDIR for a link.
func isLink(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&os.ModeSymlink != 0
}
