// Package proxy finds the system's proxy for an address, for the setting proxy=system.
//
//	proxy.go               Finder, the cache
//	look_*.go              Look, for each system; portal_linux.go: the environment and the desktop
//	answer.go              parsers of scripts' and desktops' answers, Windows' exceptions
//	memory.go              answers as text, the name of the network, for a press without a resident
//	windowssettings.go     settings of Windows: which proxy they choose, which they name themselves
//	macsettings.go         settings of macOS
//
// On Windows these are Windows' own settings: a script (PAC), also one announced by the
// network, then a fixed proxy with its exceptions. The environment does not count. On
// macOS it is the fixed proxy of the settings; a script is refused. On Linux it is
// the environment, HTTPS_PROXY or else ALL_PROXY, with NO_PROXY, and if neither is set,
// the desktop's settings through the portal ProxyResolver. Several proxies are returned
// in the order to try, and so is "no proxy" if it is named.
//
// HTTP, HTTPS and SOCKS 5 proxies can be used. As curl has it, socks5 means that the name
// of wolkvox is looked up here, and socks5h that the proxy does that.
//
// A script, and the search for one in the network, may take seconds. So a resident
// never calls [Look] during a press. It asks a [Finder], which looks in advance and
// again after a change, and answers from its cache at once.
package proxy
