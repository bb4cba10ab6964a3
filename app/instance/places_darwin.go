package instance

import "path/filepath"

func (p Places) candidates() []candidate {
	var candidates []candidate
	add := func(home, base string) {
		candidates = append(candidates, candidate{base: base, dir: filepath.Join(home, "Library", "Application Support", p.Name, "run"), file: lockFile})
	}
	set, ok := p.folder("HOME")
	if ok {
		add(set, "")
	}
	if home, known := p.home(); known && home != set {
		add(home, home)
	}
	return candidates
}

// machineID is empty on macOS, where reading it would need another program.
func machineID() string { return "" }
