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

// place is where notes are shown, if it is there.
type place struct {
	there atomic.Bool
	shown []string
}

func (p *place) show(note *Note) error {
	if !p.there.Load() {
		return ErrNoIcon
	}
	if note != nil {
		p.shown = append(p.shown, note.Summary)
	}
	return nil
}

// served plays a story with a Notifier that runs, in a bubble of its own.
func served(t *testing.T, play func(n *Notifier, p *place)) *place {
	t.Helper()
	p := &place{}
	synctest.Test(t, func(t *testing.T) {
		n := &Notifier{Log: slog.New(slog.DiscardHandler), running: true}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); n.serveWhere(ctx, p.show) }()
		synctest.Wait()
		play(n, p)
		synctest.Wait()
		cancel()
		<-done
	})
	return p
}

func want(t *testing.T, p *place, shown ...string) {
	t.Helper()
	if !slices.Equal(p.shown, shown) {
		t.Errorf("shown: got %q, want %q", p.shown, shown)
	}
}

func TestNotesAreShownOneByOne(t *testing.T) {
	want(t, served(t, func(n *Notifier, p *place) {
		p.there.Store(true)
		n.Show(Note{Summary: "a"})
		synctest.Wait()
		n.Show(Note{Summary: "b"})
	}), "a", "b")
}

func TestTheNewestNoteWaitsForTheIcon(t *testing.T) {
	want(t, served(t, func(n *Notifier, p *place) {
		if err := n.Err(); !errors.Is(err, ErrNoIcon) {
			t.Errorf("Err before the icon: got %v, want ErrNoIcon", err)
		}
		n.Show(Note{Summary: "old"})
		time.Sleep(time.Second)
		n.Show(Note{Summary: "new"})
		time.Sleep(time.Second)
		p.there.Store(true)
		time.Sleep(lookAgain)
		synctest.Wait()
		if err := n.Err(); err != nil {
			t.Errorf("Err with the icon: got %v, want nil", err)
		}
		time.Sleep(time.Minute)
	}), "new")
}

func TestErrKnowsOfTheIconWithoutANote(t *testing.T) {
	want(t, served(t, func(n *Notifier, p *place) {
		p.there.Store(true)
		time.Sleep(lookAgain)
		synctest.Wait()
		if err := n.Err(); err != nil {
			t.Errorf("Err: got %v, want nil", err)
		}
	}))
}

func TestALateNoteIsDroppedUnlessItIsUrgent(t *testing.T) {
	late := func(urgent bool) *place {
		return served(t, func(n *Notifier, p *place) {
			n.Show(Note{Summary: "outcome", Urgent: urgent})
			time.Sleep(waitFor + time.Second)
			p.there.Store(true)
			time.Sleep(time.Minute)
		})
	}
	want(t, late(false))
	want(t, late(true), "outcome")
}

func TestTheLastNoteIsShownAtTheEnd(t *testing.T) {
	p := &place{}
	p.there.Store(true)
	n := &Notifier{}
	n.Show(Note{Summary: "the last"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	// Which of the two is heard first is chance; told it is either way.
	n.serveWhere(ctx, p.show)
	want(t, p, "the last")
}
