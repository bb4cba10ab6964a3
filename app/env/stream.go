package env

import (
	"context"
	"io"
	"slices"
	"sync"
	"time"
)

// streamKeeps is how many lines wait for a stream that is blocked.
const streamKeeps = 64

// stream prints in the background, for a resident and a press. They must not block on a
// stopped terminal or on a pipe that nobody reads. Lines above the limit are dropped; the log
// has what matters.
type stream struct {
	to io.Writer

	mu      sync.Mutex
	waiting [][]byte
	done    chan struct{} // closed when all is written; nil if nothing is being written
}

// Write takes one line.
func (s *stream) Write(line []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) < streamKeeps {
		s.waiting = append(s.waiting, slices.Clone(line))
	}
	if s.done == nil {
		s.done = make(chan struct{})
		go s.run(s.done)
	}
	return len(line), nil
}

// run writes the waiting lines and ends when there are none.
func (s *stream) run(done chan struct{}) {
	defer close(done)
	for {
		s.mu.Lock()
		lines := s.waiting
		if s.waiting = nil; len(lines) == 0 {
			s.done = nil
			s.mu.Unlock()
			return
		}
		s.mu.Unlock()
		for _, line := range lines {
			_, _ = s.to.Write(line)
		}
	}
}

// flush waits until all lines are written or ctx ends.
func (s *stream) flush(ctx context.Context) {
	s.mu.Lock()
	done := s.done
	s.mu.Unlock()
	if done == nil {
		return
	}
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// PrintInBackground makes all further printing non-blocking.
func (p *Env) PrintInBackground() {
	for _, w := range []*io.Writer{&p.Stdout, &p.Stderr} {
		if _, ok := (*w).(*stream); !ok {
			*w = &stream{to: *w}
		}
	}
}

// printedWithin limits Flush.
const printedWithin = 500 * time.Millisecond

// Flush waits for lines that are printed in the background, for at most [printedWithin].
func (p *Env) Flush() {
	ctx, cancel := context.WithTimeout(context.Background(), printedWithin)
	defer cancel()
	for _, w := range []io.Writer{p.Stdout, p.Stderr} {
		if s, ok := w.(*stream); ok {
			s.flush(ctx)
		}
	}
}
