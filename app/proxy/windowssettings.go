package proxy

import (
	"net/url"
	"slices"
	"strings"
)

// The structures of winhttp.h, whose layout TestLayoutOfWinHTTP holds on every system.

// ieProxyConfig is WINHTTP_CURRENT_USER_IE_PROXY_CONFIG, a person's settings.
// https://learn.microsoft.com/windows/win32/api/winhttp/ns-winhttp-winhttp_current_user_ie_proxy_config
type ieProxyConfig struct {
	autoDetect int32
	scriptURL  *uint16
	proxy      *uint16
	bypass     *uint16
}

// autoProxyOptions is WINHTTP_AUTOPROXY_OPTIONS, what a script is looked for with.
// https://learn.microsoft.com/windows/win32/api/winhttp/ns-winhttp-winhttp_autoproxy_options
type autoProxyOptions struct {
	flags       uint32
	detectFlags uint32
	scriptURL   *uint16
	_           uintptr
	_           uint32
	autoLogon   int32
}

// proxyInfo is WINHTTP_PROXY_INFO, what a script answered.
// https://learn.microsoft.com/windows/win32/api/winhttp/ns-winhttp-winhttp_proxy_info
type proxyInfo struct {
	accessType uint32
	proxy      *uint16
	bypass     *uint16
}

// systemSettings are a person's proxy settings in Windows, as text.
type systemSettings struct {
	detect                   bool // ask the network for a script (WPAD)
	script, fixed, exception string
}

// scriptRunner runs the script at an address, or with an empty one that which the network
// names. It returns proxies in the order to try, or direct. ok is false without a script, and
// where it cannot be fetched or run.
type scriptRunner func(address string, target *url.URL) (list string, direct, ok bool)

// names reports whether the settings name a proxy for target, see [Names].
func (s systemSettings) names(proxy, target *url.URL, runScript scriptRunner) bool {
	s.detect = false
	a, err := s.choose(target, runScript)
	return err == nil && slices.ContainsFunc(a.Ways, func(u *url.URL) bool { return u != nil && *u == *proxy })
}

// choose finds the proxy for target. Without a script that can be run the fixed proxy
// counts, as in browsers.
func (s systemSettings) choose(target *url.URL, runScript scriptRunner) (Answer, error) {
	addresses := make([]string, 0, 2)
	if s.detect {
		addresses = append(addresses, "")
	}
	if s.script != "" {
		addresses = append(addresses, s.script)
	}
	for _, address := range addresses {
		list, direct, ok := runScript(address, target)
		if !ok {
			continue
		}
		if direct {
			return Answer{[]*url.URL{nil}, SourceScript}, nil
		}
		if ways, err := parseScript(list); len(ways) > 0 || err != nil {
			return Answer{ways, SourceScript}, err
		}
	}
	u, err := parseFixed(bySchemes(s.fixed), s.exception, target)
	if u != nil || err != nil {
		return Answer{[]*url.URL{u}, SourceSettings}, err
	}
	return Answer{Source: SourceNone}, nil
}

// bySchemes splits Windows' fixed proxies, "host:port" for all schemes or
// "http=host:port;https=host:port", separated by semicolons or spaces. The first of a
// scheme counts.
func bySchemes(list string) map[string]string {
	proxies := map[string]string{}
	if len(list) > maxAnswer {
		list = list[:maxAnswer]
	}
	for entry := range strings.FieldsFuncSeq(list, func(r rune) bool { return strings.ContainsRune("; \t\r\n", r) }) {
		scheme, address, ok := strings.Cut(entry, "=")
		if !ok {
			scheme, address = "", entry
		}
		if scheme = strings.ToLower(scheme); proxies[scheme] == "" {
			proxies[scheme] = address
		}
	}
	return proxies
}
