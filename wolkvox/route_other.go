//go:build !linux

package wolkvox

import "net"

// source returns the address from which the system would send to remote.
func source(remote *net.TCPAddr) (net.IP, error) {
	probe, err := net.DialUDP("udp", nil, &net.UDPAddr{IP: remote.IP, Port: remote.Port, Zone: remote.Zone})
	if err != nil {
		return nil, err
	}
	defer probe.Close()
	return probe.LocalAddr().(*net.UDPAddr).IP, nil
}

// routes is Linux' way.
type routes struct{}

func listenToRoutes() *routes { return nil }
func (*routes) quiet() bool   { return false }
func (*routes) close()        {}
