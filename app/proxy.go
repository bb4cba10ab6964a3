package app

import (
	"net/http"
	"net/url"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// ways are the ways that were found before the press.
func (r *resident) ways(target *url.URL) ([]*url.URL, error) {
	a, err := r.proxies.Find(target)
	return a.Ways, err
}

// sentence is the sentence of an outcome. A proxy that asks for a password keeps the
// reason proxy, and is told by its HTTP status.
func plainSentence(p *env.Env, result, reason string, httpStatus int) string {
	if result == string(wolkvox.NotToggled) && reason == string(wolkvox.Proxy) && httpStatus == http.StatusProxyAuthRequired {
		return p.Words.ProxyPassword()
	}
	return p.Words.Outcome(result, reason)
}
