package settings

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

const (
	maxDigits = 20   // of an agent ID; wolkvox gives 4 or 5
	maxText   = 200  // bytes of a name, a contact, a variable's name, a host
	maxPath   = 4096 // bytes of a path or address
)

// ParseServer parses a wolkvox server as people paste it (0042, wv0042,
// wv0042.wolkvox.com or the address of a page there) and returns its four digits.
// Leading zeros matter; case and spaces around it do not. Any other host, a port or a
// user name is refused.
func ParseServer(s string) (string, error) {
	t := strings.ToLower(strings.TrimSpace(s))
	// strings.ToLower converts the Kelvin sign to an ASCII k.
	if len(t) > maxPath || strings.ContainsRune(s, '\u212a') {
		return "", refuse(Server, CodeServerFormat, s)
	}
	host := t
	for _, scheme := range []string{"https://", "http://"} {
		if rest, ok := strings.CutPrefix(t, scheme); ok {
			host = rest
			break
		}
	}
	if i := strings.IndexAny(host, "/?#"); i >= 0 {
		host = host[:i]
	}
	digits, whole := strings.CutSuffix(host, ".wolkvox.com")
	digits, wv := strings.CutPrefix(digits, "wv")
	address := host != t // with a scheme or a path, only the full host name is accepted
	if len(digits) != 4 || !allDigits(digits) || whole && !wv || address && !whole {
		return "", refuse(Server, CodeServerFormat, s)
	}
	return digits, nil
}

// ParseAgentID parses an extension: 1 to 20 digits, with or without spaces around them.
// Leading zeros stay.
func ParseAgentID(s string) (string, error) {
	t := strings.TrimSpace(s)
	switch {
	case t == "":
		return "", refuse(AgentID, CodeAgentIDEmpty, s)
	case !allDigits(t):
		return "", refuse(AgentID, CodeAgentIDDigits, s)
	case len(t) > maxDigits:
		return "", refuse(AgentID, CodeAgentIDLong, s)
	}
	return t, nil
}

func allDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func parseEnvName(k Key, s string) (string, error) {
	t := strings.TrimSpace(s)
	if len(t) > maxText {
		return "", refuse(k, CodeTooLong, s)
	}
	if t == "" || isDigit(t[0]) {
		return "", refuse(k, CodeEnvFormat, s)
	}
	for i := range len(t) {
		if !isDigit(t[i]) && !isLetter(t[i]) && t[i] != '_' {
			return "", refuse(k, CodeEnvFormat, s)
		}
	}
	return t, nil
}

func parseWord(k Key, s string, words []string) (string, error) {
	t := strings.ToLower(strings.TrimSpace(s))
	if !slices.Contains(words, t) {
		return "", refuse(k, CodeNotOneOf, s)
	}
	return t, nil
}

func parseNumber(k Key, s string, lowest, highest int64) (int64, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil && !isRange(err) {
		return 0, refuse(k, CodeNumberFormat, s)
	}
	if err != nil || n < lowest || n > highest {
		return 0, refuse(k, CodeNumberRange, s)
	}
	return n, nil
}

func parseSwitch(k Key, s string) (bool, error) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "on", "true", "yes", "1":
		return true, nil
	case "off", "false", "no", "0":
		return false, nil
	}
	return false, refuse(k, CodeNotOneOf, s)
}

// proxySchemes are the kinds of proxies that package wolkvox can use.
var proxySchemes = []string{"http", "https", "socks5", "socks5h"}

// parseProxy parses system, none, or an address such as http://proxy.example:3128, of
// kind http, https, socks5 or socks5h; http:// may be omitted if there is a port. A user name is refused too, because it is
// useless without a password.
func parseProxy(k Key, s string) (string, error) {
	t := strings.TrimSpace(s)
	if low := strings.ToLower(t); low == "system" || low == "none" {
		return low, nil
	}
	if len(t) > maxPath {
		return "", refuse(k, CodeTooLong, s)
	}
	if !strings.Contains(t, "://") {
		t = "http://" + t
		if strings.Count(t, ":") < 2 {
			return "", refuse(k, CodeProxyFormat, s) // a single word is a misspelled system or none
		}
	}
	// Before the address is parsed, so that a password is reported even in an address
	// that is wrong in other ways.
	if at := strings.LastIndexByte(t, '@'); at >= 0 {
		_, user, _ := strings.Cut(t[:at], "://")
		if strings.ContainsRune(user, ':') {
			return "", refuse(k, CodeProxyPassword, s)
		}
		return "", refuse(k, CodeProxyFormat, s)
	}
	u, err := url.Parse(t)
	if err != nil || !slices.Contains(proxySchemes, u.Scheme) || !hostAndPort(u) ||
		u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return "", refuse(k, CodeProxyFormat, s)
	}
	return u.Scheme + "://" + strings.ToLower(u.Host), nil
}

// hostAndPort is stricter than net/url, which accepts symbols, letters outside ASCII
// and an empty port.
func hostAndPort(u *url.URL) bool {
	name := u.Hostname()
	if name == "" || len(name) > maxText || strings.HasSuffix(u.Host, ":") {
		return false
	}
	for i := range len(name) {
		if c := name[i]; !isDigit(c) && !isLetter(c) && !strings.ContainsRune(".-_:", rune(c)) {
			return false
		}
	}
	if u.Port() == "" {
		return true
	}
	n, err := strconv.Atoi(u.Port())
	return err == nil && 1 <= n && n <= 65535
}

// parsePath parses a full path of any system, because the policy may have been written
// on another one.
func parsePath(k Key, s string) (string, error) {
	t := strings.TrimSpace(s)
	if len(t) > maxPath {
		return "", refuse(k, CodeTooLong, s)
	}
	drive := len(t) > 3 && isLetter(t[0]) && t[1] == ':' && (t[2] == '\\' || t[2] == '/')
	unix := len(t) > 1 && t[0] == '/'
	share := len(t) > 2 && strings.HasPrefix(t, `\\`)
	if !drive && !unix && !share || strings.ContainsFunc(t, unicode.IsControl) {
		return "", refuse(k, CodePathFormat, s)
	}
	return t, nil
}

func isRange(err error) bool {
	e, ok := err.(*strconv.NumError)
	return ok && e.Err == strconv.ErrRange
}
