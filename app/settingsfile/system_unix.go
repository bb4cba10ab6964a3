//go:build !windows

package settingsfile

import "os"

// syncFolder has a rename reach the disk. It reports nothing: the new settings
// are in place by then, and some network file systems do not know the call.
func syncFolder(path string) {
	d, err := os.Open(path)
	if err != nil {
		return
	}
	defer d.Close()
	_ = d.Sync()
}

// whenFree calls f. Nobody keeps others from a file here.
func whenFree(f func() error) error { return f() }
