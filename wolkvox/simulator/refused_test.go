package simulator

import (
	"strings"
	"testing"
	"time"
)

// TestRefusedIsNeverSaidDone: a way to answer that toggles says so only if it
// did. The third request at once did not.
func TestRefusedIsNeverSaidDone(t *testing.T) {
	s := newTester(t, Options{})
	if err := s.MisbehaveNext("never_answers", "never_answers", "bom"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		go s.client.Post("https://wv0042.wolkvox.com/api/v2/agentbox.php", "", nil)
	}
	for patience := time.Now().Add(10 * time.Second); len(s.Requests()) < 2; time.Sleep(time.Millisecond) {
		if time.Now().After(patience) {
			t.Fatal("the first two did not come")
		}
	}
	_, body := s.post("agent_id=1&api=hold", both)
	if !strings.Contains(body, busyText) || s.Toggles("1") != 0 {
		t.Errorf("got %q with %d toggles", body, s.Toggles("1"))
	}
}
