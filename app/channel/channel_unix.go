//go:build linux || darwin

package channel

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"golang.org/x/sys/unix"
)

const socketFile = "control"

// Listen opens the socket in the first folder where its path is short enough and the file
// system supports sockets. If there is none, it uses a new private folder among the
// temporary files, which Remove removes. A process that was killed leaves its socket
// behind; the next one replaces it. So the caller must hold the lock of these folders,
// which must be private. Program is part of a pipe's name, on Windows.
func Listen(program string, uid int, folders []string) (Listener, error) {
	var errs []error
	for _, dir := range folders {
		path := filepath.Join(dir, socketFile)
		if !IsName(path) {
			errs = append(errs, fmt.Errorf("%q: not a name for a socket", path))
			continue
		}
		c, err := listenAt(path)
		if err == nil {
			return c, nil
		}
		errs = append(errs, err)
	}
	// MkdirTemp creates a new folder for this user only, so it needs no check. Its name
	// is random, so other processes read it from the lock file.
	for _, tmp := range []string{os.TempDir(), "/tmp"} {
		folder, err := os.MkdirTemp(tmp, fmt.Sprintf("wolkvox-hold-%d-", uid))
		if err != nil {
			errs = append(errs, err)
			continue
		}
		path := filepath.Join(folder, socketFile)
		if IsName(path) {
			c, err := listenAt(path)
			if err == nil {
				c.folder = folder
				return c, nil
			}
			errs = append(errs, err)
		}
		_ = os.Remove(folder)
	}
	return Listener{}, errors.Join(errs...)
}

// listenAt opens a socket in a private folder. The caller holds the lock, so an existing
// socket was left by a process that was killed.
func listenAt(path string) (Listener, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return Listener{}, err
	}
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return Listener{}, err
	}
	// Remove removes the file while the lock is held. When the listener is closed
	// later, the file may already be the next process's.
	listener.SetUnlinkOnClose(false)
	err = os.Chmod(path, 0o600)
	file, missing := os.Lstat(path)
	if err := errors.Join(err, missing); err != nil {
		_ = listener.Close()
		_ = os.Remove(path)
		return Listener{}, err
	}
	return Listener{Name: path, listener: listener, file: file}, nil
}

// IsName reports whether a path can be that of a socket, and is one printable line.
func IsName(path string) bool {
	return filepath.IsAbs(path) && len(path) <= maxName && printable.Plain(path, maxName) == path
}

// Exists reports whether the channel's name still leads to its socket.
func (l Listener) Exists() bool {
	at, err := os.Lstat(l.Name)
	return err == nil && os.SameFile(at, l.file)
}

// Remove removes the socket and folder that Listen created, unless the socket was
// replaced. It closes nothing.
func (l Listener) Remove() {
	if l.Name != "" && l.Exists() {
		_ = os.Remove(l.Name)
	}
	if l.folder != "" {
		_ = os.Remove(l.folder)
	}
}

// FindListening finds a process of this user that listens in one of the folders. Its PID
// is 0 if it is not known.
func FindListening(ctx context.Context, folders []string) (name string, pid int, ok bool) {
	for _, dir := range folders {
		path := filepath.Join(dir, socketFile)
		if _, err := os.Lstat(path); err != nil || !IsName(path) {
			continue // there is hardly ever one, and a start has no time for a dialler
		}
		nc, err := connect(ctx, path)
		if errors.Is(err, unix.EAGAIN) {
			return path, 0, true
		}
		if err != nil {
			continue
		}
		other, err := checkedPeer(nc, path)
		_ = nc.Close()
		if err == nil {
			return path, other.pid, true
		}
	}
	return "", 0, false
}

func connect(ctx context.Context, channel string) (net.Conn, error) {
	if channel == "" {
		return nil, ErrNoResident
	}
	nc, err := new(net.Dialer).DialContext(ctx, "unix", channel)
	switch {
	case err == nil:
		return nc, nil
	case errors.Is(err, unix.ENOENT), errors.Is(err, unix.ENOTDIR), errors.Is(err, unix.ECONNREFUSED):
		return nil, fmt.Errorf("%w: %w", ErrNoResident, err)
	}
	// EAGAIN means a full queue: the resident listens but does not accept.
	return nil, fmt.Errorf("%w: %w", ErrSilent, err)
}

// checkedPeer is peerOf for the connecting side.
func checkedPeer(nc net.Conn, _ string) (peer, error) {
	p, err := peerOf(nc, os.Geteuid())
	if err != nil {
		return peer{}, fmt.Errorf("%w: %w", ErrPeer, err)
	}
	return p, nil
}

// peerOf asks the kernel for the peer, and fails if it is not this user.
func peerOf(nc net.Conn, uid int) (peer, error) {
	unixConn, ok := nc.(*net.UnixConn)
	if !ok {
		return peer{}, errors.New("not a unix socket")
	}
	raw, err := unixConn.SyscallConn()
	if err != nil {
		return peer{}, err
	}
	var theirs, pid int
	var asked error
	if err := raw.Control(func(fd uintptr) { theirs, pid, asked = credentials(int(fd)) }); err != nil {
		return peer{}, err
	}
	if asked == nil && !sameUser(theirs, uid) {
		asked = fmt.Errorf("it belongs to user %d", theirs)
	}
	return peer{pid: pid}, asked
}

// sameUser reports whether a peer is this user. Root is refused: it has other ways to do
// whatever it may do to the resident.
func sameUser(theirs, uid int) bool { return theirs == uid }
