package press

import (
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
)

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
