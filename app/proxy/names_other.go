//go:build !windows

package proxy

import "net/url"

// Names is needed where a proxy may get the person's log-on, which only Windows has.
func Names(*url.URL, *url.URL) bool { return false }
