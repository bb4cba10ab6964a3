package resident

import (
	"context"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/standstill"
)

// clicks bounds the age of clicks on the icon and in its menu, which come without
// a time. Explorer queues them while this process is stopped.
type clicks struct {
	mu    sync.Mutex
	looks standstill.Looks
}

func (c *clicks) run(ctx context.Context) error {
	look := time.NewTicker(standstill.Every)
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

// age is how old a click that comes now can be.
func (c *clicks) age() (age time.Duration, again bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.looks.Found(time.Now()), false
}
