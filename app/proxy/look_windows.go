package proxy

import (
	"net/url"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	winhttp               = windows.NewLazySystemDLL("winhttp.dll")
	winHTTPOpen           = winhttp.NewProc("WinHttpOpen")
	winHTTPCloseHandle    = winhttp.NewProc("WinHttpCloseHandle")
	winHTTPGetProxyForURL = winhttp.NewProc("WinHttpGetProxyForUrl")
	winHTTPGetUserConfig  = winhttp.NewProc("WinHttpGetIEProxyConfigForCurrentUser")
	winHTTPGetDefault     = winhttp.NewProc("WinHttpGetDefaultProxyConfiguration")
	globalFree            = windows.NewLazySystemDLL("kernel32.dll").NewProc("GlobalFree")
)

// Of winhttp.h.
const (
	winHTTPNoProxy           = 1     // WINHTTP_ACCESS_TYPE_NO_PROXY
	winHTTPAutoDetect        = 1     // WINHTTP_AUTOPROXY_AUTO_DETECT
	winHTTPConfigURL         = 2     // WINHTTP_AUTOPROXY_CONFIG_URL
	winHTTPDetectDHCPAndDNS  = 1 | 2 // WINHTTP_AUTO_DETECT_TYPE_DHCP, _DNS_A
	errorWinHTTPLoginFailure = 12015 // the script's server wants a log-on
)

// Look finds the proxy for target. It may take seconds and cannot be cancelled.
//
// A script that cannot be fetched or run counts as none, as in browsers. WinHTTP returns
// a script's proxies in their order, but only those before the first DIRECT.
func Look(target *url.URL) (Answer, error) {
	return readSettings().choose(target, runScript)
}

// Names reports whether the system's settings themselves name a proxy for target now: the
// fixed proxy does, and the script at an address in the settings, but not one that the network
// announces. It takes as long as Look.
func Names(proxy, target *url.URL) bool {
	return readSettings().names(proxy, target, runScript)
}

func readSettings() systemSettings {
	var config ieProxyConfig
	// It fails where there are no settings, as for a service's account.
	winHTTPGetUserConfig.Call(uintptr(unsafe.Pointer(&config)))
	settings := systemSettings{
		detect:    config.autoDetect != 0,
		script:    taken(config.scriptURL),
		fixed:     taken(config.proxy),
		exception: taken(config.bypass),
	}
	if settings.fixed == "" && !settings.detect { // what "netsh winhttp set proxy" sets for the machine
		var machine proxyInfo
		winHTTPGetDefault.Call(uintptr(unsafe.Pointer(&machine)))
		settings.fixed, settings.exception = taken(machine.proxy), taken(machine.bypass)
	}
	return settings
}

// runScript has WinHTTP run the script at address, or the one that the network names.
func runScript(address string, target *url.URL) (list string, direct, ok bool) {
	session, _, _ := winHTTPOpen.Call(0, winHTTPNoProxy, 0, 0, 0)
	if session == 0 {
		return "", false, false
	}
	defer winHTTPCloseHandle.Call(session)
	options := autoProxyOptions{flags: winHTTPAutoDetect, detectFlags: winHTTPDetectDHCPAndDNS}
	if address != "" {
		script, err := windows.UTF16PtrFromString(address)
		if err != nil {
			return "", false, false
		}
		options = autoProxyOptions{flags: winHTTPConfigURL, scriptURL: script}
	}
	to, err := windows.UTF16PtrFromString(target.String())
	if err != nil {
		return "", false, false
	}
	var info proxyInfo
	ask := func() (bool, error) {
		done, _, err := winHTTPGetProxyForURL.Call(session, uintptr(unsafe.Pointer(to)), uintptr(unsafe.Pointer(&options)), uintptr(unsafe.Pointer(&info)))
		return done != 0, err
	}
	done, err := ask()
	if !done && err == windows.Errno(errorWinHTTPLoginFailure) {
		options.autoLogon = 1 // Microsoft asks for the second try, because the first is faster
		done, _ = ask()
	}
	list = taken(info.proxy)
	taken(info.bypass)
	return list, info.accessType == winHTTPNoProxy, done
}

// taken copies a text of WinHTTP's, as far as an answer may reach, and frees it.
func taken(text *uint16) string {
	if text == nil {
		return ""
	}
	defer globalFree.Call(uintptr(unsafe.Pointer(text)))
	var units []uint16
	for at := unsafe.Pointer(text); len(units) <= maxAnswer && *(*uint16)(at) != 0; at = unsafe.Add(at, 2) {
		units = append(units, *(*uint16)(at))
	}
	return windows.UTF16ToString(units)
}
