//go:build linux || darwin

package instance

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// openLockFile opens a lock file relative to the descriptor of its folder, so that nobody
// can replace the folder between the check and the use.
func openLockFile(c candidate, uid int, create bool) (*os.File, error) {
	if c.base != "" {
		var st unix.Stat_t
		if err := unix.Stat(c.base, &st); err != nil {
			return nil, &os.PathError{Op: "stat", Path: c.base, Err: err}
		}
		if st.Mode&unix.S_IFMT != unix.S_IFDIR || int(st.Uid) != uid || uint32(st.Mode)&c.forbidden != 0 {
			return nil, fmt.Errorf("%s: not a private folder of this user", c.base)
		}
	}
	if create {
		// The XDG Base Directory Specification asks for 0700.
		if err := os.MkdirAll(filepath.Dir(c.dir), 0o700); err != nil {
			return nil, err
		}
		if err := os.Mkdir(c.dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
			return nil, err
		}
	}
	dir, err := openDir(c.dir, uid)
	if err != nil {
		return nil, err
	}
	defer unix.Close(dir)

	// O_NONBLOCK: the path may lead to a FIFO, and open would wait for its other end.
	flags := unix.O_RDWR | unix.O_CLOEXEC | unix.O_NOFOLLOW | unix.O_NONBLOCK | unix.O_NOCTTY
	if create {
		flags |= unix.O_CREAT
	}
	path := filepath.Join(c.dir, c.file)
	fd, err := retryEINTR(func() (int, error) { return unix.Openat(dir, c.file, flags, 0o600) })
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		_ = unix.Close(fd)
		return nil, &os.PathError{Op: "stat", Path: path, Err: err}
	}
	if st.Mode&unix.S_IFMT != unix.S_IFREG || int(st.Uid) != uid || st.Mode&0o022 != 0 {
		_ = unix.Close(fd)
		return nil, fmt.Errorf("%s: not a private file of this user", path)
	}
	return os.NewFile(uintptr(fd), path), nil
}

// openDir opens one of our own folders. It refuses a folder that others can change. If
// others can only read it, it takes that right away.
func openDir(path string, uid int) (int, error) {
	flags := unix.O_RDONLY | unix.O_DIRECTORY | unix.O_NOFOLLOW | unix.O_CLOEXEC
	fd, err := retryEINTR(func() (int, error) { return unix.Open(path, flags, 0) })
	if err != nil {
		return 0, &os.PathError{Op: "open", Path: path, Err: err}
	}
	var st unix.Stat_t
	err = unix.Fstat(fd, &st)
	switch {
	case err != nil:
		err = &os.PathError{Op: "stat", Path: path, Err: err}
	case int(st.Uid) != uid:
		err = fmt.Errorf("%s: belongs to another user", path)
	case st.Mode&0o022 != 0:
		err = fmt.Errorf("%s: others can write into it", path)
	case st.Mode&0o777 != 0o700:
		err = unix.Fchmod(fd, 0o700)
	}
	if err != nil {
		_ = unix.Close(fd)
		return 0, err
	}
	return fd, nil
}

// tryLock locks an open file without waiting. A flock(2) lock belongs to the open file
// description: two openings in one process exclude each other too, and closing another
// descriptor of the same file does not release it.
func tryLock(f *os.File) (bool, error) {
	_, err := retryEINTR(func() (int, error) { return 0, unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) })
	if errors.Is(err, unix.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// checkPath returns errReplaced if the path no longer leads to the open file: another
// process would lock a different file.
func (pl *place) checkPath() error {
	var at unix.Stat_t
	err := unix.Lstat(pl.path, &at)
	ours := pl.info.Sys().(*syscall.Stat_t)
	switch {
	case errors.Is(err, unix.ENOENT), errors.Is(err, unix.ENOTDIR):
		return errReplaced
	case err == nil && (at.Dev != ours.Dev || at.Ino != ours.Ino):
		return errReplaced
	}
	return err
}

func unlock(f *os.File) {
	_, _ = retryEINTR(func() (int, error) { return 0, unix.Flock(int(f.Fd()), unix.LOCK_UN) })
}

// processExists may report false for a process that exists: another PID namespace hides
// it.
func processExists(pid int) bool {
	err := unix.Kill(pid, 0)
	return err == nil || errors.Is(err, unix.EPERM)
}

// retryEINTR repeats a system call that a signal interrupted.
func retryEINTR(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if !errors.Is(err, unix.EINTR) {
			return n, err
		}
	}
}
