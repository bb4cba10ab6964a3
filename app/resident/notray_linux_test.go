package resident

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/app/trayview"
)

// TestABrokenTrayIsSaidToTheAgent: nothing else on the screen shows it.
func TestABrokenTrayIsSaidToTheAgent(t *testing.T) {
	d := expose(t, "")
	want := d.p.Words.Part(tray.Broken)
	lost := func(err error) {
		done := make(chan struct{})
		d.r.post(func() {
			defer close(done)
			practice := d.r.practice
			d.r.practice = nil // which says nothing of the desktop
			d.r.trayLost(err)
			d.r.practice = practice
		})
		<-done
	}
	lost(fmt.Errorf("%w (why)", tray.ErrHostBroken))
	select {
	case n := <-d.notes:
		if got := n[4].(string); !strings.HasPrefix(got, want) {
			t.Errorf("got the note %q, want %q", got, want)
		}
	case <-time.After(time.Minute):
		t.Fatal("nothing is shown")
	}
	lost(fmt.Errorf("%w (again)", tray.ErrHostBroken))
	lost(tray.ErrBusLost)
	d.r.clicked(trayview.ItemAbout, time.Now()) // what is shown next
	if got := (<-d.notes)[4].(string); strings.HasPrefix(got, want) {
		t.Error("it is shown twice")
	}
}
