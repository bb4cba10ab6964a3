package press

import (
	"os"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/.ci/priority"
)

// Presses of these tests have real connections and 3 s.
func TestMain(m *testing.M) {
	priority.Raise()
	os.Exit(m.Run())
}
