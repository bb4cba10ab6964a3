package x11

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// display is the address of an X server, as the DISPLAY variable names it.
type display struct {
	network string // "unix" or "tcp"
	address string
	number  string // the display's name in the authority file
}

// parseDisplay reads a DISPLAY value: ":0", ":0.1", "unix:0", "host:10.0",
// "tcp/host:0", or the path of a socket; see X(7), "Display names". The screen number is
// dropped, because a chord is grabbed on every screen.
func parseDisplay(s string) (display, error) {
	bad := fmt.Errorf("bad DISPLAY %q", clip(s))
	colon := strings.LastIndexByte(s, ':')
	if colon < 0 {
		return display{}, bad
	}
	host, number := s[:colon], s[colon+1:]
	number, _, _ = strings.Cut(number, ".")
	// The TCP port is 6000 plus the number.
	n, err := strconv.ParseUint(number, 10, 16)
	if err != nil || n > 65535-6000 {
		return display{}, bad
	}
	number = strconv.FormatUint(n, 10)

	if strings.HasPrefix(host, "/") {
		return display{"unix", host + ":" + number, number}, nil
	}
	protocol, name, ok := strings.Cut(host, "/")
	if !ok {
		protocol, name = "", host
	}
	switch {
	case protocol == "unix" || protocol == "" && (name == "" || name == "unix"):
		return display{"unix", "/tmp/.X11-unix/X" + number, number}, nil
	case (protocol == "" || protocol == "tcp" || protocol == "inet") && name != "":
		name = strings.Trim(name, "[]")
		return display{"tcp", net.JoinHostPort(name, strconv.FormatUint(6000+n, 10)), number}, nil
	}
	return display{}, bad
}

// clip shortens a text from outside for an error message.
func clip(s string) string {
	if len(s) > 80 {
		return s[:80]
	}
	return s
}

// The families of an authority entry, from X11/Xauth.h.
const (
	familyInternet  = 0
	familyInternet6 = 6
	familyLocal     = 256
	familyWild      = 65535
)

const cookieName = "MIT-MAGIC-COOKIE-1"

var errAuthority = errors.New("the X authority file is cut short")

// cookie finds the secret for a display in the contents of an authority file. Local entries
// are stored under hostname, this machine's name; peer is the address of a server reached by
// TCP, or nil. It returns nil when no entry matches. A truncated file is read as far as it
// goes.
func cookie(file []byte, hostname string, peer net.IP, number string) []byte {
	for {
		family, fields, rest, err := authorityEntry(file)
		if err != nil {
			return nil
		}
		file = rest
		address, entryNumber, name, data := fields[0], fields[1], fields[2], fields[3]
		var addressMatches bool
		switch family {
		case familyWild:
			addressMatches = true
		case familyLocal:
			addressMatches = string(address) == hostname && (peer == nil || peer.IsLoopback())
		case familyInternet, familyInternet6:
			addressMatches = peer != nil && peer.Equal(net.IP(address))
		}
		if addressMatches && (len(entryNumber) == 0 || string(entryNumber) == number) &&
			string(name) == cookieName && len(data) == 16 {
			return data
		}
	}
}

// authorityEntry splits the first entry off an authority file: a family, then four
// length-prefixed fields (address, display number, name, data), all big-endian.
func authorityEntry(b []byte) (family int, fields [4][]byte, rest []byte, err error) {
	number := func() int {
		if len(b) < 2 {
			err = errAuthority
			return 0
		}
		n := int(b[0])<<8 | int(b[1])
		b = b[2:]
		return n
	}
	family = number()
	for i := range fields {
		n := number()
		if err != nil || n > len(b) {
			return 0, fields, nil, errAuthority
		}
		fields[i], b = b[:n], b[n:]
	}
	return family, fields, b, err
}
