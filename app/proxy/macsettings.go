package proxy

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"path"
	"strconv"
	"strings"
)

var errAutomatic = errors.New("the system finds its proxy by a script, which is not supported on macOS: set one by the setting proxy")

// maxScutil limits, in bytes, what is read of "scutil --proxy".
const maxScutil = 64 << 10

// macProxy holds the proxy settings of macOS for an https address.
type macProxy struct {
	proxy  *url.URL // for https addresses; nil for none
	except []string // addresses that go direct
	simple bool     // names without a dot go direct
	// automatic means that a PAC file or auto-discovery is enabled. Neither is
	// supported, so their proxy is unknown.
	automatic bool
}

// parseScutil parses the output of "scutil --proxy": one dictionary with a line for
// each entry. Dictionaries inside it belong to single network interfaces and are
// ignored, as is everything unknown.
func parseScutil(text string) macProxy {
	var m macProxy
	values := map[string]string{}
	inside := []string{} // the names of the open dictionaries
	for line := range strings.Lines(text[:min(len(text), maxScutil)]) {
		line = strings.TrimSpace(line)
		if line == "}" {
			if len(inside) > 0 {
				inside = inside[:len(inside)-1]
			}
			continue
		}
		name, value, _ := strings.Cut(line, " : ")
		switch {
		case strings.HasSuffix(line, "> {"):
			inside = append(inside, name)
		case len(inside) == 1:
			values[name] = value
		case len(inside) == 2 && inside[1] == "ExceptionsList" && value != "":
			m.except = append(m.except, strings.ToLower(value))
		}
	}
	on := func(name string) bool { return values[name] == "1" }
	m.simple = on("ExcludeSimpleHostnames")
	m.automatic = on("ProxyAutoConfigEnable") || on("ProxyAutoDiscoveryEnable")
	if on("HTTPSEnable") {
		m.proxy = proxyAddress(values["HTTPSProxy"], values["HTTPSPort"])
	}
	return m
}

// proxyAddress returns the address of a proxy, or nil if host or port is invalid. No
// port means 80, as in the system's own programs.
func proxyAddress(host, port string) *url.URL {
	if port == "" || port == "0" {
		port = "80"
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return nil
	}
	u := &url.URL{Scheme: "http", Host: net.JoinHostPort(host, port)}
	again, err := url.Parse(u.String())
	if host == "" || err != nil || again.Hostname() != host || again.User != nil {
		return nil
	}
	return u
}

// answer says how to reach target.
func (m macProxy) answer(target *url.URL) (Answer, error) {
	u := m.proxyFor(target)
	switch {
	case u != nil:
		return Answer{[]*url.URL{u}, SourceSettings}, nil
	case m.automatic:
		return Answer{}, errAutomatic
	}
	return Answer{Source: SourceNone}, nil
}

// proxyFor returns the proxy for an https address, or nil for no proxy.
func (m macProxy) proxyFor(target *url.URL) *url.URL {
	host := strings.ToLower(target.Hostname())
	if m.simple && !strings.Contains(host, ".") {
		return nil
	}
	for _, pattern := range m.except {
		if matchesException(pattern, host) {
			return nil
		}
	}
	return m.proxy
}

// matchesException reports whether host matches an entry of the exceptions, which
// people write as *.example, .example, example or 10.0/16.
func matchesException(pattern, host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		if network, err := netip.ParsePrefix(fullPrefix(pattern)); err == nil {
			return network.Contains(addr)
		}
	}
	if strings.HasPrefix(pattern, ".") {
		pattern = "*" + pattern
	}
	ok, err := path.Match(pattern, host)
	return ok && err == nil
}

// fullPrefix expands 169.254/16 to 169.254.0.0/16.
func fullPrefix(pattern string) string {
	network, bits, ok := strings.Cut(pattern, "/")
	if n := strings.Count(network, "."); ok && n < 3 && !strings.Contains(network, ":") {
		network += strings.Repeat(".0", 3-n)
	}
	return network + "/" + bits
}
