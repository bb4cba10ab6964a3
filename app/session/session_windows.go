package session

import (
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// Changes says whether the kind of a session can change while a process runs: a
// session moves from a remote desktop to the console and back.
const Changes = true

var (
	getSystemMetrics = windows.NewLazySystemDLL("user32.dll").NewProc("GetSystemMetrics")
	wtsapi32         = windows.NewLazySystemDLL("wtsapi32.dll")
	queryInformation = wtsapi32.NewProc("WTSQuerySessionInformationW")
	freeMemory       = wtsapi32.NewProc("WTSFreeMemory")
)

// From winuser.h and wtsapi32.h.
const (
	smRemoteSession    = 0x1000
	currentSession     = 0xffffffff
	wtsWinStationName  = 6
	wtsClientProtocol  = 16
	maxStation         = 64 // UTF-16 units; Windows' own limit is 32
	terminalServerKey  = `SYSTEM\CurrentControlSet\Control\Terminal Server`
	glassSessionIDName = "GlassSessionId"
)

// Look finds out what kind of session this process is in. It asks the terminal
// service, which answers at once or not at all: not for the press path. Getenv is
// os.Getenv.
func Look(getenv func(string) string) Kind {
	f := facts{getenv: getenv}
	f.protocol, f.station = terminalService()
	return decide(f.now())
}

// Again looks again at what can change while a process runs and costs no time,
// without asking a service.
func (k Kind) Again() Kind { return decide(k.facts.now()) }

// now are the facts with those that the system has at hand.
func (f facts) now() facts {
	metric, _, _ := getSystemMetrics.Call(smRemoteSession)
	f.metric, f.glass = int32(metric) != 0, unknownGlass
	var session uint32
	if windows.ProcessIdToSessionId(uint32(os.Getpid()), &session) != nil {
		return f
	}
	f.session = int64(session)
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, terminalServerKey, registry.QUERY_VALUE|registry.WOW64_64KEY)
	if err != nil {
		return f
	}
	defer key.Close()
	if glass, kind, err := key.GetIntegerValue(glassSessionIDName); err == nil && kind == registry.DWORD {
		f.glass = int64(glass)
	}
	return f
}

// terminalService says by which protocol our session is shown, and its WinStation.
func terminalService() (protocol int, station string) {
	if queryInformation.Find() != nil || freeMemory.Find() != nil {
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
		_, _, _ = freeMemory.Call(uintptr(p))
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
