package hotkey

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
)

// display is an X display's place, as the DISPLAY variable names it.
type display struct {
	network string // "unix" or "tcp"
	address string
	number  string // what the authority file calls the display
}

// parseDisplay reads a DISPLAY value: ":0", ":0.1", "unix:0", "host:10.0",
// "tcp/host:0", or the path of a socket. The screen number is dropped, since a
// chord is grabbed on every screen. The form is that of X(7), "Display names".
func parseDisplay(s string) (display, error) {
	bad := fmt.Errorf("bad DISPLAY %q", clip(s))
	colon := strings.LastIndexByte(s, ':')
	if colon < 0 {
		return display{}, bad
	}
	host, number := s[:colon], s[colon+1:]
	number, _, _ = strings.Cut(number, ".")
	// The TCP port is 6000 and the number, so a larger one cannot be meant.
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

// clip bounds a text from outside before it goes into an error.
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

// cookie finds the secret for a display in the contents of an authority file.
// hostname is this machine's name, which is how local entries are filed, and
// peer the address of a server reached by TCP, or nil. It returns nil when no
// entry fits; a file that is cut short counts up to where it ends.
func cookie(file []byte, hostname string, peer net.IP, number string) []byte {
	for {
		family, fields, rest, err := authorityEntry(file)
		if err != nil {
			return nil
		}
		file = rest
		address, entryNumber, name, data := fields[0], fields[1], fields[2], fields[3]
		var place bool
		switch family {
		case familyWild:
			place = true
		case familyLocal:
			place = string(address) == hostname && (peer == nil || peer.IsLoopback())
		case familyInternet, familyInternet6:
			place = peer != nil && peer.Equal(net.IP(address))
		}
		if place && (len(entryNumber) == 0 || string(entryNumber) == number) &&
			string(name) == cookieName && len(data) == 16 {
			return data
		}
	}
}

// authorityEntry cuts one entry off an authority file: a family, then four
// counted fields (address, display number, name, data), all big-endian.
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
