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

// Listen opens the channel, says in the lock file where it is, and returns its
// Server, on which nothing happens until Run. A lock listens once.
//
// The socket lies in the first place whose path is short enough, and which can
// hold one. Where none can, it gets a private folder of its own among the
// temporary files. Release removes it; a process that was killed leaves it
// behind for the next to replace.
func (l *Lock) Listen() (*Server, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.places) == 0 || l.server != nil {
		return nil, errors.New("a lock listens once, and before it is released")
	}
	listener, err := l.listen()
	l.owner.Opening = false
	if err == nil {
		l.owner.Channel = l.socket
		l.server = &Server{listener: listener, uid: l.uid, program: l.program}
	}
	// Nobody needs to wait for a channel any more, also where there is none.
	if published := l.publish(); err == nil && published != nil {
		_ = listener.Close()
		l.removeSocket()
		l.server = nil
		err = published
	}
	if err != nil {
		return nil, err
	}
	return l.server, nil
}

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
func checkedPeer(nc net.Conn) (peer, error) {
	p, err := peerOf(nc)
	if err != nil {
		return peer{}, fmt.Errorf("%w: %w", ErrPeer, err)
	}
	if !same(p, os.Geteuid()) {
		return peer{}, ErrPeer
	}
	return p, nil
}

// peerOf asks the kernel who is on the other end.
func peerOf(nc net.Conn) (peer, error) {
	unixConn, ok := nc.(*net.UnixConn)
	if !ok {
		return peer{}, errors.New("not a unix socket")
	}
	raw, err := unixConn.SyscallConn()
	if err != nil {
		return peer{}, err
	}
	var p peer
	var asked error
	if err := raw.Control(func(fd uintptr) { p, asked = credentials(int(fd)) }); err != nil {
		return peer{}, err
	}
	return p, asked
}
