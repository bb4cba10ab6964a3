package locale

import (
	"regexp"
	"testing"
)

// TestWindowsNamesALanguage asks the system; any language is right.
func TestWindowsNamesALanguage(t *testing.T) {
	all := Languages(nil)
	if len(all) == 0 {
		t.Fatal("the system names no language")
	}
	for _, tag := range all {
		if !regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]+)*$`).MatchString(tag) {
			t.Errorf("got the tag %q", tag)
		}
	}
}
