package instance

import (
	"regexp"
	"testing"
)

func TestAMachineHasOneName(t *testing.T) {
	name := Machine()
	if !regexp.MustCompile(`\A[0-9a-f]{16}\z`).MatchString(name) || Machine() != name {
		t.Errorf("got %q, then %q", name, Machine())
	}
}
