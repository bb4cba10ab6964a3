package channel

import (
	"errors"
	"slices"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Running is where a resident may listen.
type Running struct {
	Channel string // for Dial
	User    string // a SID
	Session uint32 // the number of the log-on session
}

// Everywhere lists the channels where residents may listen, of all users and sessions
// that this process may connect to: its own user's, and all of them for the operating
// system's account. It looks for processes whose program file begins with program; names
// are the possible arguments of Listen. Only Dial shows whether a resident is there.
func Everywhere(program string, names ...string) ([]Running, error) {
	ours, _, err := CurrentUser()
	if err != nil {
		return nil, err
	}
	snapshot, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPPROCESS, 0)
	if err != nil {
		return nil, err
	}
	defer windows.CloseHandle(snapshot)
	var all []Running
	entry := windows.ProcessEntry32{Size: uint32(unsafe.Sizeof(windows.ProcessEntry32{}))}
	for err = windows.Process32First(snapshot, &entry); err == nil; err = windows.Process32Next(snapshot, &entry) {
		file := strings.ToLower(windows.UTF16ToString(entry.ExeFile[:]))
		if !strings.HasPrefix(file, program) {
			continue
		}
		// Skip processes that have ended or may not be queried.
		theirs, err := userOf(entry.ProcessID)
		var session uint32
		if err != nil || windows.ProcessIdToSessionId(entry.ProcessID, &session) != nil || !mayConnect(theirs, ours) {
			continue
		}
		for _, name := range names {
			r := Running{pipeName(name, theirs, session), theirs, session}
			if !slices.Contains(all, r) {
				all = append(all, r)
			}
		}
	}
	if !errors.Is(err, windows.ERROR_NO_MORE_FILES) {
		return nil, err
	}
	return all, nil
}
