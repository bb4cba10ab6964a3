package logon

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

// tokenStatistics is TOKEN_STATISTICS (winnt.h).
type tokenStatistics struct {
	token, logon       windows.LUID
	expires            int64
	kind, level        uint32
	charged, available uint32
	groups, privileges uint32
	modified           windows.LUID
}

// sessionData is the beginning of SECURITY_LOGON_SESSION_DATA (ntsecapi.h).
type sessionData struct {
	size                 uint32
	logon                windows.LUID
	user, domain, origin windows.NTUnicodeString
	kind, session        uint32
	sid                  uintptr
	began                int64
}

// facts identify the sign-in; an empty one is missing. A LUID is unique within a boot, and the time
// distinguishes boots.
func facts(func(string) string) []string {
	var stats tokenStatistics
	var n uint32
	err := windows.GetTokenInformation(windows.GetCurrentProcessToken(), windows.TokenStatistics,
		(*byte)(unsafe.Pointer(&stats)), uint32(unsafe.Sizeof(stats)), &n)
	if err != nil {
		return nil
	}
	secur32 := windows.NewLazySystemDLL("secur32.dll")
	look, free := secur32.NewProc("LsaGetLogonSessionData"), secur32.NewProc("LsaFreeReturnBuffer")
	if look.Find() != nil || free.Find() != nil {
		return nil
	}
	var data *sessionData
	status, _, _ := look.Call(uintptr(unsafe.Pointer(&stats.logon)), uintptr(unsafe.Pointer(&data)))
	if status != 0 || data == nil {
		return nil
	}
	defer free.Call(uintptr(unsafe.Pointer(data)))
	if uintptr(data.size) < unsafe.Sizeof(*data) || data.began == 0 {
		return nil
	}
	return []string{fmt.Sprintf("%d %d", stats.logon.HighPart, stats.logon.LowPart), fmt.Sprint(data.began)}
}
