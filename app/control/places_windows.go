package control

import (
	"fmt"
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

func (p Places) spots() []spot {
	var spots []spot
	set, ok := p.folder("LOCALAPPDATA")
	if ok {
		spots = append(spots, spot{dir: filepath.Join(set, p.Name, "run"), file: lockFile})
	}
	if local, known := p.home(); known && !strings.EqualFold(local, set) {
		spots = append(spots, spot{dir: filepath.Join(local, p.Name, "run"), file: lockFile})
	}
	return spots
}

// systemHome is the user's local application data, as the profile has it.
func systemHome(int) string {
	dir, err := windows.KnownFolderPath(windows.FOLDERID_LocalAppData, windows.KF_FLAG_DONT_VERIFY)
	if err != nil {
		return ""
	}
	return dir
}

// session is the number that Task Manager and `query session` show. The variable
// SESSIONNAME stays what it was when somebody connects from elsewhere.
func (p Places) session() string {
	_, session, err := whoami()
	if err != nil {
		return ""
	}
	return fmt.Sprint("session ", session)
}

// machineID is made when Windows is installed; "" where it cannot be read.
func machineID() string {
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, `Software\Microsoft\Cryptography`, registry.QUERY_VALUE|registry.WOW64_64KEY)
	if err != nil {
		return ""
	}
	defer key.Close()
	id, _, _ := key.GetStringValue("MachineGuid")
	return id
}
