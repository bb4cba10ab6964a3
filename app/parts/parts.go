// Package parts runs the parts of a program side by side and ends them in time.
package parts

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// EndWithin is how long parts may take to end.
const EndWithin = 2 * time.Second

// Parts run side by side until Stop.
type Parts struct {
	log  *slog.Logger
	ctx  context.Context
	end  context.CancelFunc
	wait sync.WaitGroup
}

// New returns parts of which none runs yet. They get the values of ctx, but run until Stop even if
// it ends before.
func New(ctx context.Context, log *slog.Logger) *Parts {
	p := &Parts{log: log}
	p.ctx, p.end = context.WithCancel(context.WithoutCancel(ctx))
	return p
}

// Start runs a part. If it ends with an error, the log says so, with its name.
func (p *Parts) Start(name string, run func(context.Context) error) {
	p.wait.Go(func() {
		if err := run(p.ctx); err != nil {
			p.log.Warn("part ended", "part", name, "err", err)
		}
	})
}

// Stop ends the context of the parts and waits for them, but at most [EndWithin]: a library may
// never return.
func (p *Parts) Stop() {
	p.end()
	ended := make(chan struct{})
	go func() { defer close(ended); p.wait.Wait() }()
	select {
	case <-ended:
	case <-time.After(EndWithin):
		p.log.Warn("not every part ended in time")
	}
}
