package boot

import (
	"testing"
	"time"
)

var testsBegan = time.Now()

// Two readings have the same boot, and the time goes forward.
func TestClock(t *testing.T) {
	id, since := Clock()
	if id == 0 || since <= 0 {
		t.Fatalf("got boot %08x, %v ago, want both", id, since)
	}
	again, later := Clock()
	if again != id || later < since {
		t.Errorf("got boot %08x, %v ago, want %08x, at least %v", again, later, id, since)
	}
}

// A process was started before the first line of it ran.
func TestProcessAge(t *testing.T) {
	if least, got := time.Since(testsBegan), ProcessAge(); got < least {
		t.Errorf("got %v, want at least %v", got, least)
	}
}
