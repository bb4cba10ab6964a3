package tray

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// shownViews records what throttle shows, and when in milliseconds since the start.
type shownViews struct {
	box   mailbox
	start time.Time
	shown []string
	at    []int64
}

func runThrottle(t *testing.T) *shownViews {
	p := &shownViews{start: time.Now()}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		throttle(ctx, &p.box, func(v View) {
			p.shown = append(p.shown, v.Title)
			p.at = append(p.at, time.Since(p.start).Milliseconds())
		})
	}()
	t.Cleanup(func() { cancel(); <-done })
	return p
}

func (p *shownViews) want(t *testing.T, titles []string, at []int64) {
	t.Helper()
	synctest.Wait()
	if !slices.Equal(p.shown, titles) || !slices.Equal(p.at, at) {
		t.Errorf("got %v at %v, want %v at %v", p.shown, p.at, titles, at)
	}
}

func TestUpdatesAreThrottledAndTheLatestWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := runThrottle(t)
		p.box.put(View{Title: "a"}, false)
		synctest.Wait()
		for _, title := range []string{"b", "c", "d"} {
			p.box.put(View{Title: title}, false)
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Second)
		p.want(t, []string{"a", "d"}, []int64{0, 100})
	})
}

func TestWorkingMaySkipTheWaitOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := runThrottle(t)
		p.box.put(View{Title: "a"}, false)
		time.Sleep(20 * time.Millisecond)
		p.box.put(View{Title: "working"}, true)
		time.Sleep(20 * time.Millisecond)
		p.box.put(View{Title: "again"}, true) // 20 ms after one that skipped the wait: must wait
		time.Sleep(200 * time.Millisecond)
		p.box.put(View{Title: "b"}, false)
		time.Sleep(20 * time.Millisecond)
		p.box.put(View{Title: "later"}, true) // after a whole interval it may skip again
		time.Sleep(time.Second)
		p.want(t, []string{"a", "working", "again", "b", "later"}, []int64{0, 20, 120, 240, 260})
	})
}

func TestAViewWithNowInterruptsAWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := runThrottle(t)
		p.box.put(View{Title: "a"}, false)
		time.Sleep(10 * time.Millisecond)
		p.box.put(View{Title: "b"}, false)
		time.Sleep(10 * time.Millisecond)
		p.box.put(View{Title: "working"}, true)
		time.Sleep(time.Second)
		p.want(t, []string{"a", "working"}, []int64{0, 20})
	})
}

func TestTheMailboxKeepsItsOwnMenu(t *testing.T) {
	var box mailbox
	items := []Item{{ID: "state", Label: "before"}}
	box.put(View{Items: items}, false)
	items[0].Label = "after"
	if p, _ := box.Take(); p.view.Items[0].Label != "before" {
		t.Errorf("got %q, want the label as it was handed over", p.view.Items[0].Label)
	}
}
