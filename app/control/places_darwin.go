package control

import "path/filepath"

func (p Places) spots() []spot {
	home, ok := p.folder("HOME")
	if !ok {
		return nil
	}
	return []spot{{dir: filepath.Join(home, "Library", "Caches", p.Name, "run"), file: lockFile}}
}
