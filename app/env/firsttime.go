package env

import (
	"os"
	"path/filepath"
)

// FirstTime reports whether something, by the name of its file beside the log, was never done
// before, and creates that file. If that fails or takes longer than [ReadWithin], it counts as
// done: never is better than at each start.
func (p *Env) FirstTime(name string) bool {
	first, err := Within(ReadWithin, func() (bool, error) {
		file, err := os.OpenFile(filepath.Join(p.StateFolder(), name), os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return false, err
		}
		return true, file.Close() // it is empty
	})
	return first && err == nil
}
