package resident

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/trayview"
)

// TestAClickInTheMenuIsAnswered: whatever feedback says, since it is about outcomes.
func TestAClickInTheMenuIsAnswered(t *testing.T) {
	d := expose(t, "")
	t.Setenv("PATH", t.TempDir()) // nothing opens a folder here
	for _, feedback := range []string{"notification", "sound", "icon"} {
		reloaded := make(chan struct{})
		d.r.post(func() { d.r.practice.Feedback = feedback; d.r.live.Reload(); close(reloaded) })
		<-reloaded
		for item, want := range map[string]string{
			trayview.ItemAbout:     d.p.Words.About(d.p.Version),
			trayview.ItemLog:       d.p.Words.LogIn(d.p.StateFolder()),
			trayview.ItemHelp:      d.p.Words.GuideIn(filepath.Join(d.p.StateFolder(), "guide.en.txt")),
			trayview.ItemSettings:  d.p.Words.PracticeNoSettings(),
			trayview.ItemExtension: d.p.Words.PracticeNoSettings(),
			trayview.ItemHotkey:    d.p.Words.PracticeNoSettings(),
		} {
			d.r.clicked(item, time.Now())
			select {
			case n := <-d.notes:
				if got := n[4].(string); !strings.HasPrefix(got, want[:20]) {
					t.Errorf("%s, %s: got the note %q, want %q", feedback, item, got, want)
				}
			case <-time.After(10 * time.Second):
				t.Fatalf("%s, %s: nothing is shown", feedback, item)
			}
		}
	}
}
