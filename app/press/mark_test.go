package press

import (
	"os"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
)

// TestAMarkIsThereForTheNextProcess, which finds it in the lock.
func TestAMarkIsThereForTheNextProcess(t *testing.T) {
	home := t.TempDir()
	places := instance.Places{
		Name: "wolkvox-hold-mark-test", UID: os.Getuid(),
		Getenv: func(key string) string { return map[string]string{"HOME": home, "LOCALAPPDATA": home}[key] },
		Home:   func() string { return "" },
	}
	now := time.Now()
	for _, want := range []hold.Mark{{}, {InFlight: true, Wait: time.Second}} {
		lock, err := instance.Acquire(t.Context(), places, instance.Command, false)
		if err != nil {
			t.Fatal(err)
		}
		if got := NewestMark(lock.Stamps(), now.Add(time.Second), hold.Boot{}); got.InFlight != want.InFlight || got.Wait != want.Wait {
			t.Errorf("got %+v, want %+v", got, want)
		}
		err = StoreMark(lock, hold.Mark{InFlight: true, At: now, Wait: time.Second})
		lock.Release()
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestTheNewestMarkCounts: several places have marks of different times.
func TestTheNewestMarkCounts(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	text := func(m hold.Mark) []byte {
		b, err := m.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	older := text(hold.Mark{At: now.Add(-time.Hour), Wait: time.Second})
	newer := text(hold.Mark{InFlight: true, At: now.Add(-time.Second), Wait: time.Second})
	for name, stamps := range map[string][][]byte{"one order": {older, newer}, "the other": {newer, nil, older}} {
		if got := NewestMark(stamps, now, hold.Boot{}); !got.InFlight {
			t.Errorf("%s: got %+v, want the mark of the press in flight", name, got)
		}
	}
	if got := NewestMark(nil, now, hold.Boot{}); got != (hold.Mark{}) {
		t.Errorf("no stamps: got %+v, want none", got)
	}
}
