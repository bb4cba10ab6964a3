package app

import (
	"net/http"
	"net/url"

	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// lookForProxy finds the system's proxy now, for programs that end soon. It may
// take long: package wolkvox does not wait for it longer than for a connection.
func lookForProxy(target *url.URL) ([]*url.URL, error) {
	a, err := proxy.Look(target)
	return a.Ways, err
}

// ways are the ways that were found before the press.
func (r *resident) ways(target *url.URL) ([]*url.URL, error) {
	a, err := r.proxies.Find(target)
	return a.Ways, err
}

// proxyTarget is the address that a proxy is looked for, as package wolkvox asks.
func proxyTarget(server string) *url.URL {
	return &url.URL{Scheme: "https", Host: "wv" + server + ".wolkvox.com", Path: "/"}
}

// usesSystemProxy reports whether the system is asked for a proxy.
func usesSystemProxy(v settings.Values) bool { return v.Proxy == "" || v.Proxy == "system" }

// noWay reports whether a press came to nothing on the way to wolkvox, where the
// cause may be a proxy that is no longer the right one.
func noWay(r wolkvox.Reason) bool {
	return r == wolkvox.Proxy || r == wolkvox.Connect || r == wolkvox.DNS || r == wolkvox.Late // an old proxy may swallow all
}

// sentence is the sentence of an outcome. A proxy that asks for a password keeps the
// reason proxy, and is told by its HTTP status.
func (p *program) sentence(result, reason string, httpStatus int) string {
	if result == string(wolkvox.NotToggled) && reason == string(wolkvox.Proxy) && httpStatus == http.StatusProxyAuthRequired {
		return p.Words.ProxyPassword()
	}
	return p.Words.Outcome(result, reason)
}
