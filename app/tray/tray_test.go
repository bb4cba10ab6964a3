package tray

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/godbus/dbus/v5"
)

func TestBeforeRunThereIsNoTray(t *testing.T) {
	var tr Tray
	tr.Show(View{Title: "early"}, false) // must neither block nor panic
	if host, err := tr.Status(); host || !errors.Is(err, ErrNotRunning) {
		t.Errorf("Status: got %v, %v, want false, ErrNotRunning", host, err)
	}
}

// The library panics with an error of godbus when the bus is gone; no panic of it may end the program.
func TestAPanicOfTheLibraryLosesTheTrayOnce(t *testing.T) {
	for _, thrown := range []any{dbus.ErrClosed, "no reason at all", 42} {
		var lost []error
		tr := &Tray{Lost: func(err error) { lost = append(lost, err) }}
		tr.running = true
		for range 3 {
			tr.guard(t.Context(), func() { panic(thrown) })
		}
		if len(lost) != 1 || !errors.Is(lost[0], ErrLibrary) {
			t.Errorf("panic(%v): got %v, want ErrLibrary once", thrown, lost)
		}
		if _, err := tr.Status(); !errors.Is(err, ErrLibrary) {
			t.Errorf("Status: got %v, want ErrLibrary", err)
		}
	}
}

func TestTheEndIsNoLoss(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	tr := &Tray{Lost: func(err error) { t.Errorf("Lost: got %v, want no call at the program's own end", err) }}
	tr.setLost(ctx, ErrBusLost)
}

func TestCodes(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{fmt.Errorf("%w (why)", ErrNoBus), "tray_bus"},
		{ErrNotInThisBuild, "tray_host"},
		{ErrBusLost, "tray_bus_lost"},
		{fmt.Errorf("%w (why)", ErrHostBroken), "tray_broken"},
		{ErrLibrary, "tray_lost"},
		{ErrPicture, "tray_picture"},
	} {
		if got := Code(tt.err); got != tt.want {
			t.Errorf("Code(%v): got %q, want %q", tt.err, got, tt.want)
		}
	}
}
