package eventage

import (
	"context"
	"sync"
	"time"
)

// Clicks bounds the age of clicks on the icon and in its menu, which come without
// a time. Explorer queues them while this process is stopped.
type Clicks struct {
	mu    sync.Mutex
	looks Polled
}

func (c *Clicks) Run(ctx context.Context) error {
	look := time.NewTicker(PollInterval)
	defer look.Stop()
	for {
		c.mu.Lock()
		c.looks.Quiet(time.Now())
		c.mu.Unlock()
		select {
		case <-ctx.Done():
			return nil
		case <-look.C:
		}
	}
}

// Age is how old a click that comes now can be.
func (c *Clicks) Age() (age time.Duration, again bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.looks.Found(time.Now()), false
}
