package notify

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// fakeIcon shows notes while it is present.
type fakeIcon struct {
	present atomic.Bool
	shown   []string
}

func (p *fakeIcon) show(note *Note) error {
	if !p.present.Load() {
		return ErrNoIcon
	}
	if note != nil {
		p.shown = append(p.shown, note.Summary)
	}
	return nil
}

// withIcon runs a test with a running Notifier, in faked time.
func withIcon(t *testing.T, test func(n *Notifier, p *fakeIcon)) *fakeIcon {
	t.Helper()
	p := &fakeIcon{}
	synctest.Test(t, func(t *testing.T) {
		n := &Notifier{Log: slog.New(slog.DiscardHandler), running: true}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); n.serveWaiting(ctx, p.show) }()
		synctest.Wait()
		test(n, p)
		synctest.Wait()
		cancel()
		<-done
	})
	return p
}

func want(t *testing.T, p *fakeIcon, shown ...string) {
	t.Helper()
	if !slices.Equal(p.shown, shown) {
		t.Errorf("shown: got %q, want %q", p.shown, shown)
	}
}

func TestNotesAreShownOneByOne(t *testing.T) {
	want(t, withIcon(t, func(n *Notifier, p *fakeIcon) {
		p.present.Store(true)
		n.Show(Note{Summary: "a"})
		synctest.Wait()
		n.Show(Note{Summary: "b"})
	}), "a", "b")
}

func TestTheNewestNoteWaitsForTheIcon(t *testing.T) {
	want(t, withIcon(t, func(n *Notifier, p *fakeIcon) {
		if err := n.Err(); !errors.Is(err, ErrNoIcon) {
			t.Errorf("Err before the icon: got %v, want ErrNoIcon", err)
		}
		n.Show(Note{Summary: "old"})
		time.Sleep(time.Second)
		n.Show(Note{Summary: "new"})
		time.Sleep(time.Second)
		p.present.Store(true)
		time.Sleep(retryInterval)
		synctest.Wait()
		if err := n.Err(); err != nil {
			t.Errorf("Err with the icon: got %v, want nil", err)
		}
		time.Sleep(time.Minute)
	}), "new")
}

func TestErrKnowsOfTheIconWithoutANote(t *testing.T) {
	want(t, withIcon(t, func(n *Notifier, p *fakeIcon) {
		p.present.Store(true)
		time.Sleep(retryInterval)
		synctest.Wait()
		if err := n.Err(); err != nil {
			t.Errorf("Err: got %v, want nil", err)
		}
	}))
}

func TestALateNoteIsDroppedUnlessItIsUrgent(t *testing.T) {
	late := func(urgent bool) *fakeIcon {
		return withIcon(t, func(n *Notifier, p *fakeIcon) {
			n.Show(Note{Summary: "outcome", Urgent: urgent})
			time.Sleep(maxWait + time.Second)
			p.present.Store(true)
			time.Sleep(time.Minute)
		})
	}
	want(t, late(false))
	want(t, late(true), "outcome")
}

func TestTheLastNoteIsShownAtTheEnd(t *testing.T) {
	p := &fakeIcon{}
	p.present.Store(true)
	n := &Notifier{}
	n.Show(Note{Summary: "the last"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	// Which of the two comes first is random; the note is shown either way.
	n.serveWaiting(ctx, p.show)
	want(t, p, "the last")
}
