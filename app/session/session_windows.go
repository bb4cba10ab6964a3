package session

import (
	"os"
	"strconv"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

var (
	getSystemMetrics = windows.NewLazySystemDLL("user32.dll").NewProc("GetSystemMetrics")
	queryInformation = windows.NewLazySystemDLL("wtsapi32.dll").NewProc("WTSQuerySessionInformationW")
)

// From winuser.h and wtsapi32.h.
const (
	smRemoteSession    = 0x1000
	currentSession     = 0xffffffff
	wtsWinStationName  = 6
	wtsClientProtocol  = 16
	maxStation         = 64 // UTF-16 units; Windows' own limit is 32
	glassSessionIDName = "GlassSessionId"
)

// ConsoleKey is the key below HKEY_LOCAL_MACHINE where Windows names the session that has the machine's
// screen ("Detecting the Remote Desktop Services environment", Microsoft).
const ConsoleKey = `SYSTEM\CurrentControlSet\Control\Terminal Server`

// ClientKey is the key below HKEY_CURRENT_USER where Horizon's agent writes who looks at the session, at each
// connect ("Client System Information Sent to Remote Desktops", Omnissa Horizon). The environment of a
// process is that of the log-on and never changes.
const ClientKey = `Volatile Environment`

var horizonNames = []string{"ViewClient_Protocol", "ViewClient_Machine_Name"}

// Look finds out the kind of this process's session. It asks the terminal service, which may never
// answer, so the press path must not call it. Getenv is os.Getenv.
func Look(getenv func(string) string) Kind {
	f := facts{getenv: getenv}
	f.protocol, f.station = terminalService()
	return decide(f.refreshed())
}

// Again updates what can change and is quick to read; it asks no service.
func (k Kind) Again() Kind { return decide(k.facts.refreshed()) }

// refreshed returns the facts with new values where no service has to be asked.
func (f facts) refreshed() facts {
	metric, _, _ := getSystemMetrics.Call(smRemoteSession)
	f.metric, f.console = int32(metric) != 0, unknownSession
	var session uint32
	if windows.ProcessIdToSessionId(uint32(os.Getpid()), &session) != nil {
		return f
	}
	f.session, f.horizon = int64(session), horizonClient(session)
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, ConsoleKey, registry.QUERY_VALUE|registry.WOW64_64KEY)
	if err != nil {
		return f
	}
	defer key.Close()
	if console, kind, err := key.GetIntegerValue(glassSessionIDName); err == nil && kind == registry.DWORD {
		f.console = int64(console)
	}
	return f
}

// horizonClient reports whether Horizon's agent names a client of the session. It writes
// below the session's number where several people share the machine.
func horizonClient(session uint32) bool {
	for _, path := range []string{ClientKey + `\` + strconv.FormatUint(uint64(session), 10), ClientKey} {
		key, err := registry.OpenKey(registry.CURRENT_USER, path, registry.QUERY_VALUE)
		if err != nil {
			continue
		}
		defer key.Close()
		for _, name := range horizonNames {
			if value, _, err := key.GetStringValue(name); err == nil && value != "" {
				return true
			}
		}
	}
	return false
}

// terminalService returns the protocol and the WinStation of our session.
func terminalService() (protocol int, station string) {
	if queryInformation.Find() != nil {
		return 0, ""
	}
	query := func(class uintptr, use func(p unsafe.Pointer, size uint32)) {
		var p unsafe.Pointer
		var size uint32
		ok, _, _ := queryInformation.Call(0, currentSession, class, uintptr(unsafe.Pointer(&p)), uintptr(unsafe.Pointer(&size)))
		if ok == 0 || p == nil {
			return
		}
		use(p, size)
		windows.WTSFreeMemory(uintptr(p))
	}
	query(wtsClientProtocol, func(p unsafe.Pointer, size uint32) {
		if size >= 2 {
			protocol = int(*(*uint16)(p))
		}
	})
	query(wtsWinStationName, func(p unsafe.Pointer, size uint32) {
		station = windows.UTF16ToString(unsafe.Slice((*uint16)(p), min(size/2, maxStation)))
	})
	return protocol, station
}
