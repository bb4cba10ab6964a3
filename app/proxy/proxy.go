package proxy

import (
	"net/url"
	"slices"
	"sync"
	"time"
)

// Where an answer comes from.
const (
	SourceScript      = "script"      // a PAC file
	SourceSettings    = "settings"    // a fixed proxy of the system
	SourceEnvironment = "environment" // HTTPS_PROXY
	SourceNone        = "none"        // no proxy is set for this address
)

// Answer is how an address is reached.
type Answer struct {
	Ways   []*url.URL // proxies in the order to try, nil for without one; none: without one
	Source string     // one of the Source constants
}

// Direct reports whether nothing but the way without a proxy is named.
func (a Answer) Direct() bool {
	return !slices.ContainsFunc(a.Ways, func(u *url.URL) bool { return u != nil })
}

// equal compares what matters for a connection.
func (a Answer) equal(b Answer) bool {
	return slices.EqualFunc(a.Ways, b.Ways, func(a, b *url.URL) bool {
		return a == b || a != nil && b != nil && *a == *b
	})
}

// freshFor is how long an answer is used without another look. A script may
// answer by the time of day, which nothing tells.
const freshFor = 5 * time.Minute

// Finder knows the proxy of one address before it is needed. The zero Finder
// works; it must not be copied after first use. Its methods may be called from
// several goroutines at once.
type Finder struct {
	// Look finds the proxy and may take long; nil is this package's [Look].
	Look func(target *url.URL) (Answer, error)
	// Changed is called when an answer is another than the one before, on a
	// goroutine of its own. It may be nil.
	Changed func()

	mu  sync.Mutex
	now *finding
}

// finding is what is known of one address.
type finding struct {
	target  url.URL
	known   bool
	answer  Answer
	at      time.Time     // of the answer
	err     error         // of the last look
	looking chan struct{} // closed when the look that runs is over; nil if none runs
	again   bool          // look once more after it
}

// Find returns the ways to target from what was found before. If nothing was found yet
// it waits for the look that runs; bounding that is the caller's part. An answer older than 5 minutes is used, and looked for again.
func (f *Finder) Find(target *url.URL) (Answer, error) {
	f.mu.Lock()
	now := f.of(target)
	if now.known {
		if time.Since(now.at) > freshFor && now.looking == nil {
			f.look(now)
		}
		answer := now.answer
		f.mu.Unlock()
		return answer, nil
	}
	if now.looking == nil {
		f.look(now)
	}
	over := now.looking
	f.mu.Unlock()
	<-over
	f.mu.Lock()
	defer f.mu.Unlock()
	if !now.known {
		return Answer{}, now.err
	}
	return now.answer, nil
}

// Prepare looks for target's proxy in the background, unless it is known or
// looked for already.
func (f *Finder) Prepare(target *url.URL) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if now := f.of(target); !now.known && now.looking == nil {
		f.look(now)
	}
}

// Refresh looks again in the background: something changed. Until it is done the
// answer before serves.
func (f *Finder) Refresh() {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.now == nil:
	case f.now.looking != nil:
		f.now.again = true
	default:
		f.look(f.now)
	}
}

// of returns what is known of target. There is one server at a time, so that
// another target takes the place of the one before.
func (f *Finder) of(target *url.URL) *finding {
	if f.now == nil || f.now.target != *target {
		f.now = &finding{target: *target}
	}
	return f.now
}

// look starts a look; f.mu is held.
func (f *Finder) look(now *finding) {
	over := make(chan struct{})
	now.looking, now.again = over, false
	look := f.Look
	if look == nil {
		look = Look
	}
	target := now.target
	go func() {
		answer, err := look(&target)
		f.mu.Lock()
		changed := err == nil && now.known && f.now == now && !answer.equal(now.answer)
		if now.err = err; err == nil {
			now.known, now.answer, now.at = true, answer, time.Now()
		}
		now.looking = nil
		if now.again && f.now == now {
			f.look(now)
		}
		f.mu.Unlock()
		close(over)
		if changed && f.Changed != nil {
			f.Changed()
		}
	}()
}
