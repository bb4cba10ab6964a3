package control

import "path/filepath"

func (p Places) spots() []spot {
	var spots []spot
	add := func(home, base string) {
		spots = append(spots, spot{base: base, dir: filepath.Join(home, "Library", "Application Support", p.Name, "run"), file: lockFile})
	}
	set, ok := p.folder("HOME")
	if ok {
		add(set, "")
	}
	if home, known := p.home(); known && home != set {
		add(home, home)
	}
	return spots
}

// machineID is left out on macOS, where asking for it takes another program.
func machineID() string { return "" }
