package instance

import (
	"errors"
	"testing"
)

// TestUsableIsAQuestion: Usable succeeds for a free lock and for a held one, which
// stays with its holder, and fails if nobody could take it.
func TestUsableIsAQuestion(t *testing.T) {
	h := newHome(t)
	p := h.places(h.runtime(), h.home())
	if err := Usable(t.Context(), p); err != nil {
		t.Errorf("before any lock was taken: got %v", err)
	}
	l, err := Acquire(t.Context(), p, Command, false)
	if err != nil {
		t.Fatalf("the question kept the lock: %v", err)
	}
	if err := Usable(t.Context(), p); err != nil {
		t.Errorf("held: got %v", err)
	}
	var held *HeldError
	if _, err := Acquire(t.Context(), p, Command, false); !errors.As(err, &held) || held.Owner.Kind != Command {
		t.Errorf("after the question: got %v, want the holder", err)
	}
	l.Release()
	if err := Usable(t.Context(), Places{Name: "wolkvox-hold", Getenv: func(string) string { return "" }, RunUser: h.path("nothing"), Home: func() string { return "" }}); !errors.Is(err, ErrNoPlace) {
		t.Errorf("no place: got %v, want ErrNoPlace", err)
	}
}
