//go:build nowindow

package resident

import (
	"os"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

func TestMain(m *testing.M) {
	if code, done := env.RunKeychainHelper(os.Args[1:]); done {
		os.Exit(code)
	}
	os.Exit(m.Run())
}
