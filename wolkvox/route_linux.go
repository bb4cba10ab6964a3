package wolkvox

import (
	"net"
	"os"
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
