package settingsfile

import (
	"os"
	"testing"
)

// wantPrivate wants a file or folder to be there. On Windows the access list of the
// user's profile, in which it lies, keeps others out.
func wantPrivate(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}
