//go:build linux || darwin

package control

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

const socketFile = "control"

// listen opens the socket in the first place whose path is short enough, and which
// can hold one. Where none can, it gets a private folder of its own among the
// temporary files. Release removes it; a process that was killed leaves it behind
// for the next to replace.
func (l *Lock) listen() (net.Listener, error) {
	var errs []error
	for _, pl := range l.places {
		path := filepath.Join(pl.dir, socketFile)
		if !isChannel(path) {
			errs = append(errs, fmt.Errorf("%q: not a name for a socket", path))
			continue
		}
		listener, err := listenAt(path)
		if err == nil {
			l.socket = path
			return listener, nil
		}
		errs = append(errs, err)
	}
	// MkdirTemp makes a folder that was not there, for this user only. So the
	// name needs no check, but it has to be written down: in the lock file.
	for _, tmp := range []string{os.TempDir(), "/tmp"} {
		folder, err := os.MkdirTemp(tmp, fmt.Sprintf("wolkvox-hold-%d-", l.uid))
		if err != nil {
			errs = append(errs, err)
			continue
		}
		path := filepath.Join(folder, socketFile)
		if isChannel(path) {
			var listener net.Listener
			if listener, err = listenAt(path); err == nil {
				l.socket, l.folder = path, folder
				return listener, nil
			}
			errs = append(errs, err)
		}
		_ = os.Remove(folder)
	}
	return nil, errors.Join(errs...)
}

// listenAt opens a socket in a private folder. The caller holds the lock, so
// what is there already was left by a process that was killed.
func listenAt(path string) (net.Listener, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, err
	}
	// Release removes the name while it has the lock. On close it might be the
	// next holder's.
	listener.SetUnlinkOnClose(false)
	if err := os.Chmod(path, 0o600); err != nil {
		_ = listener.Close()
		_ = os.Remove(path)
		return nil, err
	}
	return listener, nil
}

// isChannel says whether a path can be a socket, and can be written down in an
// owner line without a change.
func isChannel(path string) bool {
	return filepath.IsAbs(path) && len(path) <= maxChannel && plain(path, maxChannel) == path
}

// removeSocket removes what Listen made.
func (l *Lock) removeSocket() {
	if l.socket != "" {
		_ = os.Remove(l.socket)
	}
	if l.folder != "" {
		_ = os.Remove(l.folder)
	}
	l.socket, l.folder = "", ""
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
	// EAGAIN is a full queue: it listens, and does not accept.
	return nil, fmt.Errorf("%w: %w", ErrSilent, err)
}

// checkedPeer is peerOf for the side that connects.
func checkedPeer(nc net.Conn, _ string) (peer, error) {
	p, err := peerOf(nc, os.Geteuid())
	if err != nil {
		return peer{}, fmt.Errorf("%w: %w", ErrPeer, err)
	}
	return p, nil
}

// peerOf asks the kernel who is on the other end, and wants it to be this user.
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
	if asked == nil && !same(theirs, uid) {
		asked = fmt.Errorf("it belongs to user %d", theirs)
	}
	return peer{pid: pid}, asked
}

// same says whether a peer is this user. Root is not: what root may do to the
// resident, it can do without asking it.
func same(theirs, uid int) bool { return theirs == uid }
