package x11

import (
	"net"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// ServerPID returns the process ID of the X server, if that runs on this machine; else 0.
func (x *Conn) ServerPID() int {
	if cred := peerCredentials(x.net); cred != nil {
		return int(cred.Pid)
	}
	return 0
}

// OwnsDisplay reports whether an X server on this machine belongs to this user: either they
// run it, or the system runs it and they have its secret. The manager's variables may come
// from a session that has ended, and the display may belong to another user by now.
func OwnsDisplay(name string) bool {
	d, err := parseDisplay(name)
	if err != nil || d.network != "unix" {
		return false
	}
	conn, err := net.DialTimeout(d.network, d.address, time.Second)
	if err != nil {
		return false
	}
	defer conn.Close()
	cred := peerCredentials(conn)
	return cred != nil && (int(cred.Uid) == os.Getuid() || cred.Uid == 0 && readCookie(d, conn.RemoteAddr()) != nil)
}

// peerCredentials returns the process at the other end of a Unix socket (SO_PEERCRED,
// unix(7)), or nil.
func peerCredentials(conn net.Conn) (cred *unix.Ucred) {
	local, ok := conn.(*net.UnixConn)
	if !ok {
		return nil
	}
	raw, err := local.SyscallConn()
	if err != nil {
		return nil
	}
	_ = raw.Control(func(fd uintptr) {
		cred, _ = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED)
	})
	return cred
}
