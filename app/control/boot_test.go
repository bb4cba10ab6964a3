package control

import "testing"

// TestBootClock: two looks in one boot belong to the same one, and go forward.
func TestBootClock(t *testing.T) {
	id, since := BootClock()
	if id == 0 || since <= 0 {
		t.Fatalf("got boot %08x, %v ago, want both", id, since)
	}
	again, later := BootClock()
	if again != id || later < since {
		t.Errorf("got boot %08x, %v ago, want %08x, at least %v", again, later, id, since)
	}
}
