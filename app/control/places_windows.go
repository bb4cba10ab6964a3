package control

import "path/filepath"

func (p Places) spots() []spot {
	local, ok := p.folder("LOCALAPPDATA")
	if !ok {
		return nil
	}
	return []spot{{dir: filepath.Join(local, p.Name, "run"), file: lockFile}}
}
