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
	SourceEnvironment = "environment" // HTTPS_PROXY or ALL_PROXY
	SourceNone        = "none"        // no proxy is set for this address
)

// Answer says how to reach an address.
type Answer struct {
	Ways   []*url.URL // proxies in the order to try; a nil one, or an empty list, means no proxy
	Source string     // one of the Source constants
}

// Direct reports whether no proxy is named.
func (a Answer) Direct() bool {
	return !slices.ContainsFunc(a.Ways, func(u *url.URL) bool { return u != nil })
}

// equal compares the ways, not the source.
func (a Answer) equal(b Answer) bool {
	return slices.EqualFunc(a.Ways, b.Ways, func(a, b *url.URL) bool {
		return a == b || a != nil && b != nil && *a == *b
	})
}

// maxAge is how old an answer may be before the next look. A script may answer by the
// time of day, and nothing reports such a change.
const maxAge = 5 * time.Minute

// Finder caches the proxy of one address, so that it is known before it is needed. The
// zero value works; it must not be copied after first use. Its methods may be called
// from several goroutines.
type Finder struct {
	// Look finds the proxy and may take long; nil is this package's [Look].
	Look func(target *url.URL) (Answer, error)
	// Changed is called, on its own goroutine, when an answer differs from the previous
	// one. It may be nil.
	Changed func()

	mu    sync.Mutex
	entry *cacheEntry
}

// cacheEntry is what is known about one address.
type cacheEntry struct {
	target  url.URL
	known   bool
	answer  Answer
	at      time.Time     // of the answer
	err     error         // of the last look
	looking chan struct{} // closed when the running look is done; nil if none runs
	repeat  bool          // look again after that
}

// Find returns the cached answer for target. Without one, it waits for a look; the caller
// must limit that. An answer older than maxAge is still returned, and a new look starts.
func (f *Finder) Find(target *url.URL) (Answer, error) {
	f.mu.Lock()
	entry := f.entryFor(target)
	if entry.known {
		if time.Since(entry.at) > maxAge && entry.looking == nil {
			f.startLook(entry)
		}
		answer := entry.answer
		f.mu.Unlock()
		return answer, nil
	}
	if entry.looking == nil {
		f.startLook(entry)
	}
	done := entry.looking
	f.mu.Unlock()
	<-done
	f.mu.Lock()
	defer f.mu.Unlock()
	if !entry.known {
		return Answer{}, entry.err
	}
	return entry.answer, nil
}

// Prepare starts a look for target in the background, unless the answer is known or a
// look runs already.
func (f *Finder) Prepare(target *url.URL) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if entry := f.entryFor(target); !entry.known && entry.looking == nil {
		f.startLook(entry)
	}
}

// Refresh looks again in the background, because something changed. Until then the old
// answer is used.
func (f *Finder) Refresh() {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.entry == nil:
	case f.entry.looking != nil:
		f.entry.repeat = true
	default:
		f.startLook(f.entry)
	}
}

// entryFor returns the entry of target. Only one server is used at a time, so another
// target replaces the entry.
func (f *Finder) entryFor(target *url.URL) *cacheEntry {
	if f.entry == nil || f.entry.target != *target {
		f.entry = &cacheEntry{target: *target}
	}
	return f.entry
}

// startLook is called with f.mu held.
func (f *Finder) startLook(entry *cacheEntry) {
	done := make(chan struct{})
	entry.looking, entry.repeat = done, false
	look := f.Look
	if look == nil {
		look = Look
	}
	target := entry.target
	go func() {
		answer, err := look(&target)
		f.mu.Lock()
		changed := err == nil && entry.known && f.entry == entry && !answer.equal(entry.answer)
		if entry.err = err; err == nil {
			entry.known, entry.answer, entry.at = true, answer, time.Now()
		}
		entry.looking = nil
		if entry.repeat && f.entry == entry {
			f.startLook(entry)
		}
		f.mu.Unlock()
		close(done)
		if changed && f.Changed != nil {
			f.Changed()
		}
	}()
}
