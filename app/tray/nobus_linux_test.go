package tray

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// Without a session bus Run reports that once and goes on: the hotkey and the commands still work.
func TestWithoutABusRunStaysUntilTheEnd(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "nobody"))
	ctx, cancel := context.WithCancel(t.Context())
	lost := make(chan error, 2)
	tr := &Tray{
		Lost:  func(err error) { lost <- err },
		Ready: func() { t.Error("Ready: got a call, want none without a bus") },
	}
	ended := make(chan error, 1)
	go func() { ended <- tr.Run(ctx, View{}) }()
	if err := <-lost; !errors.Is(err, ErrNoBus) {
		t.Errorf("Lost: got %v, want ErrNoBus", err)
	}
	if host, err := tr.Status(); host || !errors.Is(err, ErrNoBus) {
		t.Errorf("Status: got %v, %v, want false, ErrNoBus", host, err)
	}
	select {
	case err := <-ended:
		t.Fatalf("Run: got an end (%v) without a tray, want it to stay", err)
	case <-time.After(100 * time.Millisecond): // long enough to see a Run that returns
	}
	tr.Show(View{Title: "nobody sees it"}, true)
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run: got %v, want nil", err)
	}
	if err := tr.Run(ctx, View{}); !errors.Is(err, ErrRanBefore) {
		t.Errorf("second Run: got %v, want ErrRanBefore", err)
	}
	if len(lost) != 0 {
		t.Errorf("Lost: got a second call (%v), want one", <-lost)
	}
}
