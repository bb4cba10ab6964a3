// Package proxy finds the system's proxy for an address: what the setting
// proxy=system means.
//
// On Windows these are Windows' own settings: a script (PAC), one that the
// network announces included, then a fixed proxy with its exceptions. The
// environment does not count there. On macOS they are the fixed proxy of macOS' settings; a
// script is refused. Elsewhere it is the environment, HTTPS_PROXY with NO_PROXY, and
// where that names none the desktop's settings, by its portal ProxyResolver. Several
// proxies are given in the order to try, with the way without one where it is named.
//
// Running a script may take seconds, and looking for one that the network
// announces may too. So [Look] is never called on the way of a press by a program
// that stays: it asks a [Finder], which looks before, and again when something
// changed, and answers at once from what it found.
package proxy
