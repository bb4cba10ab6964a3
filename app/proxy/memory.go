package proxy

import (
	"crypto/sha256"
	"encoding/hex"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// Text lists the ways so that [ParseText] reads them. It has no passwords; ok is false if
// there was one, because the ways would not work without it.
func (a Answer) Text() (text string, ok bool) {
	if slices.ContainsFunc(a.Ways, func(u *url.URL) bool { return u != nil && u.User != nil }) {
		return "", false
	}
	return a.list(" "), true
}

// String lists the ways for people, without user names and passwords.
func (a Answer) String() string { return a.list(", ") }

func (a Answer) list(separator string) string {
	var all []string
	for _, u := range a.Ways {
		if u == nil {
			all = append(all, "direct")
		} else {
			all = append(all, u.Scheme+"://"+u.Host)
		}
	}
	return strings.Join(all, separator)
}

// ParseText reads what [Answer.Text] returned. It is strict: ok is false for anything else.
func ParseText(text string) (ways []*url.URL, ok bool) {
	if text == "" {
		return nil, true
	}
	all := strings.Split(text, " ")
	if len(text) > maxAnswer || len(all) > maxURIs {
		return nil, false
	}
	for _, s := range all {
		if s == "direct" {
			ways = append(ways, nil)
			continue
		}
		u := parseAddress(s)
		if u == nil || u.String() != s {
			return nil, false
		}
		ways = append(ways, u)
	}
	return ways, true
}

// Network names the network that this machine is in now, by its own addresses. The name is
// empty without one. Two networks can have the same name, so it must not decide about trust.
func Network() string {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	return nameNetwork(addrs)
}

func nameNetwork(addrs []net.Addr) string {
	var all []string
	for _, addr := range addrs {
		p, err := netip.ParsePrefix(addr.String())
		if err != nil || !p.Addr().IsGlobalUnicast() {
			continue
		}
		if p.Addr().Is6() {
			p = p.Masked() // the rest changes from day to day
		}
		all = append(all, p.String())
	}
	if len(all) == 0 {
		return ""
	}
	slices.Sort(all)
	sum := sha256.Sum256([]byte(strings.Join(slices.Compact(all), " ")))
	return hex.EncodeToString(sum[:8])
}
