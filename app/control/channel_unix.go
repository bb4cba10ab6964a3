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

// open opens the socket in the first place where its path is short enough and the file
// system supports sockets. If there is none, it uses a new private folder among the
// temporary files, which Release removes. A process that was killed leaves its socket
// behind; the next holder replaces it.
func open(p Places, places []*place) (channel, error) {
	var errs []error
	for _, pl := range places {
		path := filepath.Join(pl.dir, socketFile)
		if !isChannel(path) {
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
		folder, err := os.MkdirTemp(tmp, fmt.Sprintf("wolkvox-hold-%d-", p.UID))
		if err != nil {
			errs = append(errs, err)
			continue
		}
		path := filepath.Join(folder, socketFile)
		if isChannel(path) {
			c, err := listenAt(path)
			if err == nil {
				c.folder = folder
				return c, nil
			}
			errs = append(errs, err)
		}
		_ = os.Remove(folder)
	}
	return channel{}, errors.Join(errs...)
}

// listenAt opens a socket in a private folder. The caller holds the lock, so an existing
// socket was left by a process that was killed.
func listenAt(path string) (channel, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return channel{}, err
	}
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return channel{}, err
	}
	// Release removes the file while it holds the lock. When the listener is closed
	// later, the file may already be the next holder's.
	listener.SetUnlinkOnClose(false)
	err = os.Chmod(path, 0o600)
	file, missing := os.Lstat(path)
	if err := errors.Join(err, missing); err != nil {
		_ = listener.Close()
		_ = os.Remove(path)
		return channel{}, err
	}
	return channel{listener: listener, name: path, file: file}, nil
}

// isChannel reports whether a path can be a socket and fits unchanged into an owner line.
func isChannel(path string) bool {
	return filepath.IsAbs(path) && len(path) <= maxChannel && plain(path, maxChannel) == path
}

// exists reports whether the channel's name still leads to its socket.
func (c channel) exists() bool {
	at, err := os.Lstat(c.name)
	return err == nil && os.SameFile(at, c.file)
}

// remove removes the socket and folder that open created, unless the socket was replaced.
func (c channel) remove() {
	if c.name != "" && c.exists() {
		_ = os.Remove(c.name)
	}
	if c.folder != "" {
		_ = os.Remove(c.folder)
	}
}

// findListening finds a process that answers in one of the places although nobody holds
// the lock there: a resident that has not yet noticed that its lock files were removed.
func (p Places) findListening(ctx context.Context) (Owner, bool) {
	for _, s := range p.candidates() {
		path := filepath.Join(s.dir, socketFile)
		if !isChannel(path) {
			continue
		}
		nc, err := connect(ctx, path)
		if errors.Is(err, unix.EAGAIN) {
			return Owner{Kind: Resident, Channel: path}, true
		}
		if err != nil {
			continue
		}
		other, err := checkedPeer(nc, path)
		_ = nc.Close()
		if err == nil {
			return Owner{Kind: Resident, PID: other.pid, Channel: path}, true
		}
	}
	return Owner{}, false
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
