package control

import (
	"fmt"
	"path/filepath"
)

func (p Places) spots() []spot {
	local, ok := p.folder("LOCALAPPDATA")
	if !ok {
		return nil
	}
	return []spot{{dir: filepath.Join(local, p.Name, "run"), file: lockFile}}
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
