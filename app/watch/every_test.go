package watch

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestEveryMinuteUntilTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		looked := 0
		ended := make(chan error, 1)
		go func() { ended <- Every(ctx, time.Minute, func() { looked++ }) }()
		time.Sleep(time.Hour + time.Second)
		synctest.Wait()
		if looked != 60 {
			t.Errorf("looked %d times in an hour", looked)
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		time.Sleep(time.Hour)
		if looked != 60 {
			t.Errorf("looked %d times, and had ended", looked)
		}
	})
}
