//go:build nowindow

package resident

import (
	"bytes"
	"strings"
	"testing"
)

// TestATokensStatusForProgramsIsEnglish: the sentence for the person is in their language.
func TestATokensStatusForProgramsIsEnglish(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+t.TempDir()+"/none")
	o := speaking(t, "es_CO.UTF-8", nil)
	var out bytes.Buffer
	o.P.Stdout = &out
	runLine(t.Context(), o.P, []string{"token", "status", "--json"})
	if got := out.String(); !strings.Contains(got, "The keychain does not answer") || strings.Contains(got, "llavero") || !strings.Contains(o.Err.String(), "llavero") {
		t.Errorf("got %s%s", got, &o.Err)
	}
}
