//go:build nowindow

package resident

import (
	"os"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// clicksKey makes the test program a process with clicks.
const clicksKey = "WOLKVOX_HOLD_TEST_CLICKS"

func TestMain(m *testing.M) {
	if code, done := env.RunKeychainHelper(os.Args[1:]); done {
		os.Exit(code)
	}
	if os.Getenv(clicksKey) != "" {
		os.Exit(clicksMain())
	}
	os.Exit(m.Run())
}
