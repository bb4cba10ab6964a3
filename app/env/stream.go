package env

import (
	"context"
	"io"
	"slices"
	"sync"
	"time"
)

// StreamKeeps is how many lines wait for a stream that stands still.
const StreamKeeps = 64

// stream is where a resident and a press print. It waits for nobody: a terminal may be
// stopped, and the reader of a pipe may have stopped reading. Lines that find no room
// are dropped; the log has what matters.
type stream struct {
	to io.Writer

	mu      sync.Mutex
	waiting [][]byte
	done    chan struct{} // closed when nothing waits any more; nil if nothing is written
}

// Write takes one line.
func (s *stream) Write(line []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) < StreamKeeps {
		s.waiting = append(s.waiting, slices.Clone(line))
	}
	if s.done == nil {
		s.done = make(chan struct{})
		go s.run(s.done)
	}
	return len(line), nil
}

// run writes what waits, and ends when nothing does.
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

// flush waits until what was printed is out, or for the end of ctx.
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

// PrintInBackground has everything that is printed from now on wait for nobody.
func (p *Env) PrintInBackground() {
	for _, w := range []*io.Writer{&p.Stdout, &p.Stderr} {
		if _, ok := (*w).(*stream); !ok {
			*w = &stream{to: *w}
		}
	}
}

// PrintedWithin is how long what was printed aside may take.
const PrintedWithin = 500 * time.Millisecond

// Flush waits for what was printed aside, within reason.
func (p *Env) Flush() {
	ctx, cancel := context.WithTimeout(context.Background(), PrintedWithin)
	defer cancel()
	for _, w := range []io.Writer{p.Stdout, p.Stderr} {
		if s, ok := w.(*stream); ok {
			s.flush(ctx)
		}
	}
}
