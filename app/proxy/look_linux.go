package proxy

import "net/url"

// system remembers, between two looks, the portal's answers and failed starts.
var system desktop

// Look finds the proxy for target in the environment of this process and, if that names
// none, in the desktop's settings. It takes at most 1.5 s.
func Look(target *url.URL) (Answer, error) { return system.look(target) }
