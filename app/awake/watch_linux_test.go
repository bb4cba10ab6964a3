package awake

import (
	"context"
	"testing"
)

// No test may set the machine's clock: what is seen here is that it can be watched, and
// that the watch ends.
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
