//go:build !windows && !darwin

package proxy

import (
	"net/http"
	"net/url"
)

// Look finds the proxy for target: what the environment named when the program
// started.
func Look(target *url.URL) (Answer, error) {
	u, err := http.ProxyFromEnvironment(&http.Request{URL: target})
	if u == nil {
		return Answer{Source: SourceNone}, err
	}
	return Answer{u, SourceEnvironment}, err
}
