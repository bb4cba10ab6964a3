package wolkvox

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// The schemes of SOCKS proxies, as other programs use them: with the first the name of
// wolkvox is looked up here, with the second by the proxy.
const (
	socksLocalDNS  = "socks5"
	socksRemoteDNS = "socks5h"
)

func isSOCKS(proxy *url.URL) bool {
	return proxy != nil && (proxy.Scheme == socksLocalDNS || proxy.Scheme == socksRemoteDNS)
}

// Of SOCKS version 5 (RFC 1928) and its password method (RFC 1929).
const (
	socksVersion         = 5
	socksConnect         = 1
	socksMethodNone      = 0
	socksMethodPassword  = 2
	socksIPv4            = 1
	socksName            = 3
	socksIPv6            = 4
	socksPasswordVersion = 1
	// maxSOCKSText bounds a user name, a password and a host name, in bytes.
	maxSOCKSText = 255
)

// refusedSOCKS says that a SOCKS proxy answered, and refused.
type refusedSOCKS struct {
	password bool // it wants one, or another one
	reply    byte // to the request for a connection
}

func (e *refusedSOCKS) Error() string {
	if e.password {
		return "the SOCKS proxy asks for a user name and password, or did not accept them"
	}
	return fmt.Sprintf("the SOCKS proxy answered with code %d", e.reply)
}

// openSOCKS asks a SOCKS proxy on a new connection for one to target. It reads exactly what
// belongs to the proxy's answers, so all that follows is wolkvox's. What those say is never
// repeated.
func openSOCKS(conn io.ReadWriter, user *url.Userinfo, target string) error {
	methods := []byte{socksMethodNone}
	if user != nil {
		methods = append(methods, socksMethodPassword)
	}
	var chosen [2]byte
	if err := askSOCKS(conn, append([]byte{socksVersion, byte(len(methods))}, methods...), chosen[:]); err != nil {
		return err
	}
	switch {
	case chosen[0] != socksVersion:
		return errNoAnswer
	case chosen[1] == socksMethodPassword && user != nil:
		if err := logOnSOCKS(conn, user); err != nil {
			return err
		}
	case chosen[1] != socksMethodNone:
		return &refusedSOCKS{password: true}
	}
	request, err := socksRequest(target)
	if err != nil {
		return err
	}
	var reply [4]byte
	if err := askSOCKS(conn, request, reply[:]); err != nil {
		return err
	}
	if reply[0] != socksVersion {
		return errNoAnswer
	}
	if reply[1] != 0 {
		return &refusedSOCKS{reply: reply[1]}
	}
	// The address that the proxy connects from follows, which does not matter.
	size := map[byte]int{socksIPv4: net.IPv4len, socksIPv6: net.IPv6len}[reply[3]]
	if reply[3] == socksName {
		var length [1]byte
		if _, err := io.ReadFull(conn, length[:]); err != nil {
			return errNoAnswer
		}
		size = int(length[0])
	}
	if size == 0 {
		return errNoAnswer
	}
	if _, err := io.ReadFull(conn, make([]byte, size+2)); err != nil { // and its port
		return errNoAnswer
	}
	return nil
}

// logOnSOCKS gives a user name and password (RFC 1929).
func logOnSOCKS(conn io.ReadWriter, user *url.Userinfo) error {
	name := user.Username()
	password, _ := user.Password()
	if name == "" || len(name) > maxSOCKSText || len(password) > maxSOCKSText {
		return fmt.Errorf("%w: its user name or password has a length that SOCKS does not allow", errUnusable)
	}
	message := []byte{socksPasswordVersion, byte(len(name))}
	message = append(message, name...)
	message = append(append(message, byte(len(password))), password...)
	var status [2]byte
	if err := askSOCKS(conn, message, status[:]); err != nil {
		return err
	}
	if status[0] != socksPasswordVersion || status[1] != 0 {
		return &refusedSOCKS{password: true}
	}
	return nil
}

// askSOCKS writes a message in one piece, and reads an answer of a fixed size.
func askSOCKS(conn io.ReadWriter, message, answer []byte) error {
	if _, err := conn.Write(message); err != nil {
		return fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	if _, err := io.ReadFull(conn, answer); err != nil {
		return fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	return nil
}

// socksRequest is the request for a connection to target, a host and a port.
func socksRequest(target string) ([]byte, error) {
	host, port, err := net.SplitHostPort(target)
	if err != nil {
		return nil, err
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, err
	}
	request := []byte{socksVersion, socksConnect, 0}
	if addr, err := netip.ParseAddr(host); err != nil {
		if host == "" || len(host) > maxSOCKSText {
			return nil, errors.New("a host name has 1 to 255 bytes")
		}
		request = append(append(request, socksName, byte(len(host))), host...)
	} else if addr = addr.Unmap(); addr.Is4() {
		request = append(append(request, socksIPv4), addr.AsSlice()...)
	} else {
		request = append(append(request, socksIPv6), addr.AsSlice()...)
	}
	return binary.BigEndian.AppendUint16(request, uint16(number)), nil
}

// address looks up the server for a proxy that gets no name. If no name server answers, an
// earlier address is used, as without a proxy.
func (c *Client) address(ctx context.Context, n *network) (netip.Addr, *passed, error) {
	host := c.host()
	before := n.remembered(host)
	l := c.startLookup(n, host)
	soon := ctx
	if len(before) > 0 {
		var cancel context.CancelFunc
		soon, cancel = context.WithTimeout(ctx, rememberedDelay)
		defer cancel()
	}
	step := &passed{step: DNS}
	addrs, err := l.wait(soon, host)
	if err != nil && len(before) > 0 && ctx.Err() == nil {
		addrs, err = before, nil
		step.cause, step.instead = CauseRemembered, strings.Join(l.turns.all(), " ")
	}
	if err != nil {
		return netip.Addr{}, nil, err
	}
	// The order of addresses is that of this machine's network. In the proxy's, IPv4 works
	// more often.
	best := addrs[0]
	for _, addr := range addrs {
		if addr.Unmap().Is4() {
			best = addr
			break
		}
	}
	step.detail = best.Unmap().String()
	return best, step, nil
}
