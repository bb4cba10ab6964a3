package resident

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

// TestWhatCannotBeWatchedIsSaid: in the log and in status, which doctor reads.
func TestWhatCannotBeWatchedIsSaid(t *testing.T) {
	o := newOffice(t, mine)
	ctx, cancel := context.WithCancel(t.Context())
	looked := make(chan struct{}, 1)
	ended := make(chan error, 1)
	go func() {
		ended <- o.r.follow(ctx, "policy", func(context.Context, func()) error { return errors.New("too many open files") },
			func() { looked <- struct{}{} })
	}()
	(<-o.r.posted)()
	<-looked
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if !slices.Equal(o.r.polled, []string{"policy"}) || !strings.Contains(o.log.String(), "too many open files") {
		t.Errorf("polled are %q, and the log says %q", o.r.polled, o.log.String())
	}
	o.r.setPolled("policy", false)
	if len(o.r.polled) != 0 {
		t.Errorf("watched again, and polled are still %q", o.r.polled)
	}
}
