package watch

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

// TestNetworkTellsAllWhoListen wakes the listeners as the callback does. Whether Windows calls it was never
// seen.
func TestNetworkTellsAllWhoListen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		told, ended := make(chan int, 10), make(chan error, 2)
		for n := range 2 {
			go func() { ended <- Network(ctx, func() { told <- n }) }()
		}
		synctest.Wait()
		listeners.Lock()
		for events := range listeners.all {
			newest.Wake(events)
		}
		listeners.Unlock()
		time.Sleep(time.Second)
		if len(told) != 2 {
			t.Errorf("told %d, want both", len(told))
		}
		cancel()
		for range 2 {
			if err := <-ended; err != nil {
				t.Errorf("ended with %v", err)
			}
		}
		if len(listeners.all) != 0 {
			t.Error("somebody still listens")
		}
	})
}
