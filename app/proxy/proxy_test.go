package proxy

import (
	"errors"
	"net/url"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

var wolkvox = target("https://wv0042.wolkvox.com/")

// script is a system that finds its proxy slowly.
type script struct {
	takes time.Duration
	says  atomic.Pointer[url.URL]
	err   error
	looks atomic.Int32
}

func (s *script) look(*url.URL) (Answer, error) {
	s.looks.Add(1)
	answer := Answer{Source: SourceScript}
	if says := s.says.Load(); says != nil {
		answer.Ways = []*url.URL{says}
	}
	time.Sleep(s.takes)
	return answer, s.err
}

// asked returns f's answer and how long it took.
func asked(t *testing.T, f *Finder) (string, time.Duration) {
	t.Helper()
	began := time.Now()
	a, err := f.Find(wolkvox)
	if err != nil {
		t.Fatal(err)
	}
	return text(a.Ways...), time.Since(began)
}

func TestAPressDoesNotWaitForTheScript(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{takes: 8 * time.Second}
		s.says.Store(target("http://a.example:1"))
		var changes atomic.Int32
		f := &Finder{Look: s.look, Changed: func() { changes.Add(1) }}
		f.Refresh() // does nothing without an entry
		f.Prepare(wolkvox)
		f.Prepare(wolkvox)
		time.Sleep(2 * time.Second)
		if got, took := asked(t, f); got != "http://a.example:1" || took != 6*time.Second {
			t.Errorf("before the first look is over: got %q after %v", got, took)
		}
		if got, took := asked(t, f); got != "http://a.example:1" || took != 0 {
			t.Errorf("after it: got %q after %v, want it at once", got, took)
		}
		if n := s.looks.Load(); n != 1 {
			t.Errorf("looked %d times, want once", n)
		}

		// Something changed: the old answer counts until there is a new one.
		s.says.Store(target("http://b.example:2"))
		f.Refresh()
		if got, took := asked(t, f); got != "http://a.example:1" || took != 0 {
			t.Errorf("while it looks again: got %q after %v", got, took)
		}
		time.Sleep(time.Second)
		s.says.Store(nil)
		f.Refresh() // and once more, during the look
		f.Refresh()
		time.Sleep(8 * time.Second)
		if got, took := asked(t, f); got != "http://b.example:2" || took != 0 {
			t.Errorf("after the second look: got %q after %v", got, took)
		}
		time.Sleep(8 * time.Second)
		if got, took := asked(t, f); got != "" || took != 0 {
			t.Errorf("after the third look: got %q after %v", got, took)
		}
		synctest.Wait()
		if n := s.looks.Load(); n != 3 || changes.Load() != 2 {
			t.Errorf("looked %d times and told %d changes, want 3 and 2", n, changes.Load())
		}

		// Nothing happens while nobody asks. A press much later starts a new look.
		time.Sleep(24 * time.Hour)
		if n := s.looks.Load(); n != 3 {
			t.Errorf("looked %d times by itself, want 3", n)
		}
		if got, took := asked(t, f); got != "" || took != 0 {
			t.Errorf("a day later: got %q after %v", got, took)
		}
		asked(t, f)
		time.Sleep(time.Minute)
		if n := s.looks.Load(); n != 4 || changes.Load() != 2 {
			t.Errorf("after that press: looked %d times, %d changes, want 4 and 2", n, changes.Load())
		}
	})
}

func TestALookThatFailsIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{err: errors.New("no")}
		f := &Finder{Look: s.look}
		for range 2 {
			if a, err := f.Find(wolkvox); err == nil {
				t.Errorf("got %v, want an error: going without a proxy could be forbidden", a)
			}
		}
		s.err = nil
		if got, _ := asked(t, f); got != "" {
			t.Errorf("got %q", got)
		}
		s.err = errors.New("no")
		f.Refresh()
		synctest.Wait()
		if got, _ := asked(t, f); got != "" { // what was known before serves
			t.Errorf("got %q", got)
		}
		if n := s.looks.Load(); n != 4 {
			t.Errorf("looked %d times, want 4", n)
		}
	})
}

func TestAnotherServerIsLookedForAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{takes: time.Second}
		f := &Finder{Look: s.look}
		f.Prepare(wolkvox)
		f.Prepare(target("https://wv0001.wolkvox.com/"))
		if got, took := asked(t, f); got != "" || took != time.Second {
			t.Errorf("got %q after %v", got, took)
		}
		if n := s.looks.Load(); n != 3 {
			t.Errorf("looked %d times, want 3", n)
		}
	})
}
