package settingsfile

import (
	"os"
	"testing"
)

// wantPrivate checks that a file or folder exists. On Windows the access list of the
// user's profile, which it is in, keeps others out.
func wantPrivate(t *testing.T, path string) {
	t.Helper()
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}
