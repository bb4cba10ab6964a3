package control

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
	Session uint32 // the log-on's number
}

// Everywhere finds where residents may listen, of any user and in any session,
// as far as this process may speak to them: to those of its own user, and as the
// operating system's account to all. It goes by the processes whose program's name
// begins with program; names are what Places.Name may be. Dial tells which of them
// are there.
func Everywhere(program string, names ...string) ([]Running, error) {
	ours, _, err := whoami()
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
		// One that ended meanwhile, or may not be looked at, is nobody to speak to.
		theirs, err := userOf(entry.ProcessID)
		var session uint32
		if err != nil || windows.ProcessIdToSessionId(entry.ProcessID, &session) != nil || !pipeOwner(theirs, ours) {
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
