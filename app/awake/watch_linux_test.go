package awake

import (
	"context"
	"testing"
)

// A test must not set the machine's clock. So this only checks that the watch starts and ends.
func TestWatchEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Watch(ctx, func() {}) }()
	select {
	case err := <-ended:
		t.Fatalf("it ended before: %v", err)
	default:
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
