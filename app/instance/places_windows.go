package instance

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

func (p Places) candidates() []candidate {
	var candidates []candidate
	set, ok := p.folder("LOCALAPPDATA")
	if ok {
		candidates = append(candidates, candidate{dir: filepath.Join(set, p.Name, "run"), file: lockFile})
	}
	if local, known := p.home(); known && !strings.EqualFold(local, set) {
		candidates = append(candidates, candidate{dir: filepath.Join(local, p.Name, "run"), file: lockFile})
	}
	return candidates
}

// systemHome returns the local application data folder of the user's profile.
func systemHome(int) string {
	dir, err := windows.KnownFolderPath(windows.FOLDERID_LocalAppData, windows.KF_FLAG_DONT_VERIFY)
	if err != nil {
		return ""
	}
	return dir
}

// session returns the number that Task Manager and `query session` show. The variable
// SESSIONNAME keeps its old value when somebody connects from elsewhere.
func (p Places) session() string {
	_, session, err := channel.CurrentUser()
	if err != nil {
		return ""
	}
	return fmt.Sprint("session ", session)
}

// machineID is created when Windows is installed. It is "" if it cannot be read.
func machineID() string {
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, `Software\Microsoft\Cryptography`, registry.QUERY_VALUE|registry.WOW64_64KEY)
	if err != nil {
		return ""
	}
	defer key.Close()
	id, _, _ := key.GetStringValue("MachineGuid")
	return id
}
