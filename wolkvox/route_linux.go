package wolkvox

import (
	"net"
	"os"
	"sync/atomic"
	"syscall"
)

// source returns the address from which the system would send to remote. It uses the
// system calls directly: registering the socket with Go's poller would take a press
// longer than the rest of this check.
func source(remote *net.TCPAddr) (net.IP, error) {
	var to syscall.Sockaddr
	family := syscall.AF_INET
	if ip := remote.IP.To4(); ip != nil {
		to = &syscall.SockaddrInet4{Port: remote.Port, Addr: [4]byte(ip)}
	} else {
		six := &syscall.SockaddrInet6{Port: remote.Port, Addr: [16]byte(remote.IP.To16())}
		if remote.Zone != "" {
			link, err := net.InterfaceByName(remote.Zone)
			if err != nil {
				return nil, err
			}
			six.ZoneId = uint32(link.Index)
		}
		to, family = six, syscall.AF_INET6
	}
	probe, err := syscall.Socket(family, syscall.SOCK_DGRAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	defer syscall.Close(probe)
	if err := syscall.Connect(probe, to); err != nil {
		return nil, os.NewSyscallError("connect", err)
	}
	from, err := syscall.Getsockname(probe)
	switch from := from.(type) {
	case *syscall.SockaddrInet4:
		return from.Addr[:], nil
	case *syscall.SockaddrInet6:
		return from.Addr[:], nil
	}
	return nil, os.NewSyscallError("getsockname", err)
}

// routes hears of changes to the system's addresses, routes and rules.
type routes struct {
	socket int
	closed atomic.Bool
}

// The groups of rtnetlink(7) that change where something is sent from: links, next hops, and
// the addresses, routes and rules of IPv4 and IPv6 (linux/rtnetlink.h). Policies of IPsec
// are not among them.
const routeGroups = 1<<0 | 1<<4 | 1<<6 | 1<<7 | 1<<8 | 1<<10 | 1<<18 | 1<<31

// listenToRoutes returns nil where the system sends no notifications.
func listenToRoutes() *routes {
	socket, err := syscall.Socket(syscall.AF_NETLINK, syscall.SOCK_RAW|syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK, syscall.NETLINK_ROUTE)
	if err != nil {
		return nil
	}
	if syscall.Bind(socket, &syscall.SockaddrNetlink{Family: syscall.AF_NETLINK, Groups: routeGroups}) != nil {
		_ = syscall.Close(socket)
		return nil
	}
	return &routes{socket: socket}
}

// quiet reports whether nothing has changed since the beginning. The kernel notes a
// change as it makes it, so this says as much as asking for the route, with one system
// call instead of four.
func (r *routes) quiet() bool {
	if r == nil || r.closed.Load() {
		return false
	}
	var one [1]byte
	_, _, err := syscall.Recvfrom(r.socket, one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	return err == syscall.EAGAIN
}

// close may be called more than once.
func (r *routes) close() {
	if r != nil && !r.closed.Swap(true) {
		_ = syscall.Close(r.socket)
	}
}
