//go:build linux || darwin

package control

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"golang.org/x/sys/unix"
)

// openLockFile opens a lock file below a folder that is checked by its
// descriptor, so that nobody can swap it between check and use.
func openLockFile(s spot, uid int, create bool) (*os.File, error) {
	if s.base != "" {
		var st unix.Stat_t
		if err := unix.Stat(s.base, &st); err != nil {
			return nil, &os.PathError{Op: "stat", Path: s.base, Err: err}
		}
		if st.Mode&unix.S_IFMT != unix.S_IFDIR || int(st.Uid) != uid || uint32(st.Mode)&s.closed != 0 {
			return nil, fmt.Errorf("%s: not a private folder of this user", s.base)
		}
	}
	if create {
		// The XDG Base Directory Specification asks for 0700.
		if err := os.MkdirAll(filepath.Dir(s.dir), 0o700); err != nil {
			return nil, err
		}
		if err := os.Mkdir(s.dir, 0o700); err != nil && !errors.Is(err, os.ErrExist) {
			return nil, err
		}
	}
	dir, err := openDir(s.dir, uid)
	if err != nil {
		return nil, err
	}
	defer unix.Close(dir)

	// Not blocking: what lies there may be a pipe.
	flags := unix.O_RDWR | unix.O_CLOEXEC | unix.O_NOFOLLOW | unix.O_NONBLOCK | unix.O_NOCTTY
	if create {
		flags |= unix.O_CREAT
	}
	path := filepath.Join(s.dir, s.file)
	fd, err := again(func() (int, error) { return unix.Openat(dir, s.file, flags, 0o600) })
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

// openDir opens one of our own folders and refuses one that others could change.
// One that others could only look into is closed to them.
func openDir(path string, uid int) (int, error) {
	flags := unix.O_RDONLY | unix.O_DIRECTORY | unix.O_NOFOLLOW | unix.O_CLOEXEC
	fd, err := again(func() (int, error) { return unix.Open(path, flags, 0) })
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

// tryLock takes the kernel's lock on an open file. flock(2) locks belong to the
// open file, so two openings in one process exclude each other too, and closing
// some other descriptor of the same file does not release ours.
func tryLock(f *os.File) (bool, error) {
	_, err := again(func() (int, error) { return 0, unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) })
	if errors.Is(err, unix.EWOULDBLOCK) {
		return false, nil
	}
	return err == nil, err
}

// inPlace reports, as errReplaced, that another file or none lies where this one was
// opened: a process that comes now would lock that.
func (pl *place) inPlace() error {
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
	_, _ = again(func() (int, error) { return 0, unix.Flock(int(f.Fd()), unix.LOCK_UN) })
}

// alive says whether a process is there. It errs towards false: another PID
// namespace hides processes.
func alive(pid int) bool {
	err := unix.Kill(pid, 0)
	return err == nil || errors.Is(err, unix.EPERM)
}

// again repeats a system call that a signal interrupted.
func again(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if !errors.Is(err, unix.EINTR) {
			return n, err
		}
	}
}
