package proxy

import (
	"errors"
	"net/url"
	"slices"
	"strings"
)

// errUnusable says that a proxy is set, but none that can be used. Connecting without a
// proxy then might be forbidden by IT.
var errUnusable = errors.New("the system's proxy is none that speaks HTTP or SOCKS 5")

// schemes are those of proxies that package wolkvox can use.
var schemes = []string{"http", "https", "socks5", "socks5h"}

// maxAnswer limits, in bytes, what is read of a setting or a script's answer.
const maxAnswer = 8192

// socksByName is before the address of a SOCKS proxy that looks names up.
const socksByName = "socks5h://"

// parseScript parses the answer of a script: proxies in the order to try, separated by
// semicolons, commas or spaces, each "host:port", optionally with "PROXY" or a scheme
// before it. Only HTTP and SOCKS 5 proxies count, and DIRECT, which becomes nil. "SOCKS"
// alone means version 4. As in browsers, a SOCKS 5 proxy looks names up. What comes behind the
// first [maxURIs] is left out: no press has the time for it. An empty result is no answer.
func parseScript(answer string) (ways []*url.URL, err error) {
	if len(answer) > maxAnswer {
		return nil, errUnusable
	}
	unusable := false
	for entry := range strings.FieldsFuncSeq(answer, func(r rune) bool { return r == ';' || r == ',' }) {
		words := strings.Fields(entry)
		for i := 0; i < len(words); i++ {
			word := strings.ToUpper(words[i])
			switch word {
			case "DIRECT":
				ways = append(ways, nil)
				continue
			case "PROXY", "HTTP":
				continue
			case "SOCKS5":
				if i++; i == len(words) {
					unusable = true
					continue
				}
				words[i] = socksByName + words[i]
			case "SOCKS", "SOCKS4", "HTTPS":
				i++ // skip its address
				unusable = true
				continue
			}
			if u := parseAddress(words[i]); u != nil {
				ways = append(ways, u)
			} else {
				unusable = true
			}
		}
	}
	if len(ways) == 0 && unusable {
		return nil, errUnusable
	}
	return ways[:min(len(ways), maxURIs)], nil
}

// parseAddress parses one proxy, "host:port" with or without a scheme. A user name or
// password in it is dropped, because it would be sent unencrypted. Nil means that the
// proxy cannot be used.
func parseAddress(s string) *url.URL {
	if _, after, ok := strings.Cut(s, "="); ok {
		s = after // http=host:port
	}
	if !strings.Contains(s, "://") {
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil || !slices.Contains(schemes, u.Scheme) || u.Hostname() == "" || strings.HasSuffix(u.Host, ":") {
		return nil
	}
	return &url.URL{Scheme: u.Scheme, Host: u.Host}
}

// parseFixed chooses the proxy for target from Windows' fixed settings: proxies by
// scheme, "" for all schemes, and the exceptions.
func parseFixed(proxies map[string]string, exceptions string, target *url.URL) (*url.URL, error) {
	if len(exceptions) > maxAnswer || isException(exceptions, target) {
		return nil, nil
	}
	address := ""
	for scheme, s := range proxies {
		switch strings.ToLower(strings.TrimSpace(scheme)) {
		case target.Scheme:
			address = s
		case "":
			if address == "" {
				address = s
			}
		}
	}
	address = strings.TrimSpace(address)
	if address == "" {
		return nil, nil
	}
	if u := parseAddress(address); u != nil && len(address) <= maxAnswer {
		return u, nil
	}
	return nil, errUnusable
}

// isException reports whether Windows' list of exceptions has the target. The entries
// are separated by semicolons, commas or spaces. Each is a host in which "*" matches
// anything, optionally with a scheme or a port. "<local>" is every host without a dot.
func isException(list string, target *url.URL) bool {
	host := strings.ToLower(target.Hostname())
	port := target.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[target.Scheme]
	}
	for entry := range strings.FieldsFuncSeq(strings.ToLower(list), func(r rune) bool { return strings.ContainsRune(";, \t\r\n", r) }) {
		if entry == "<local>" {
			if !strings.Contains(host, ".") {
				return true
			}
			continue
		}
		if scheme, rest, ok := strings.Cut(entry, "://"); ok {
			if scheme != target.Scheme {
				continue
			}
			entry = rest
		}
		if name, p, ok := strings.Cut(entry, ":"); ok && !strings.Contains(p, ":") {
			if p != port {
				continue
			}
			entry = name
		}
		if entry != "" && matches(entry, host) {
			return true
		}
	}
	return false
}

// matches compares a name with a pattern in which "*" matches anything. It needs at most
// len(pattern) times len(name) steps.
func matches(pattern, name string) bool {
	p, n := 0, 0
	star, resume := -1, 0
	for n < len(name) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, resume = p, n
			p++
		case p < len(pattern) && pattern[p] == name[n]:
			p++
			n++
		case star >= 0:
			resume++
			p, n = star+1, resume
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// maxURIs limits the proxies of an answer.
const maxURIs = 32

// parseURIs parses a desktop's answer: addresses in the order to try. "direct://" means
// no proxy and becomes nil. Only HTTP and SOCKS 5 proxies count. As in the desktop's own
// programs (GIO), a SOCKS proxy looks names up, and "socks" is any version.
func parseURIs(uris []string) (ways []*url.URL, err error) {
	if len(uris) == 0 {
		return nil, nil
	}
	for _, s := range uris[:min(len(uris), maxURIs)] {
		scheme, address, ok := strings.Cut(s, "://")
		switch scheme = strings.ToLower(scheme); {
		case scheme == "direct":
			ways = append(ways, nil)
			continue
		case !ok || len(s) > maxAnswer:
			continue
		case strings.HasPrefix(scheme, "socks") && scheme != "socks4" && scheme != "socks4a":
			s = socksByName + address
		}
		if u := parseAddress(s); u != nil {
			ways = append(ways, u)
		}
	}
	if len(ways) == 0 {
		return nil, errUnusable
	}
	return ways, nil
}
