package resident

import (
	"context"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/practice"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/session"
	"github.com/wolkvox-hold/wolkvox-hold/app/trayview"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// practiceConn is the connection of a practice that may hang.
type practiceConn struct{ closed bool }

func (c *practiceConn) Close() { c.closed = true }

// TestNoPressIsSentWhilePracticeIsOpen: the real resident holds every press back, until practice
// has ended in any way, which ends its connection.
func TestNoPressIsSentWhilePracticeIsOpen(t *testing.T) {
	server := counting(t)
	c := newCopy(t, server, "any", session.Kind{})
	first, second := new(practiceConn), new(practiceConn)
	c.r.windows.Practice.Set(first, true)
	c.r.windows.Practice.Set(second, true)
	if o := c.press(); o.Result != wolkvox.NotToggled || o.Reason != press.PracticeOpen {
		t.Errorf("got %s (%s)", o.Result, o.Reason)
	}
	c.r.windows.Practice.Set(first, false)
	if o := c.press(); o.Reason != press.PracticeOpen {
		t.Errorf("one of two connections has ended: got %s (%s)", o.Result, o.Reason)
	}
	if n := server.Toggles("12435"); n != 0 {
		t.Errorf("%d toggles while practice was open", n)
	}
	c.r.windows.Practice.Set(second, false)
	if o := c.press(); o.Result != wolkvox.Toggled {
		t.Errorf("practice has ended: got %s (%s)", o.Result, o.Reason)
	}
}

// TestTheRealIconSaysThatPracticeIsOpen, from its connection's first message to its end.
func TestTheRealIconSaysThatPracticeIsOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, mine)
		go func() { _ = o.r.loop(o.r.ctx) }()
		defer func() { o.r.end(); synctest.Wait() }()
		practising := func() (open bool) {
			synctest.Wait()
			shown := make(chan bool)
			o.r.post(func() { shown <- o.r.screen.state.Practice })
			return <-shown
		}
		ctx, hangUp := context.WithCancel(t.Context())
		conn := new(practiceConn)
		o.r.holdBack(ctx, conn)
		if !practising() {
			t.Error("practice is open, and the icon does not say it")
		}
		if b := (busy{practice: o.r.windows.Practice.Any()}); b.waitsFor() != "practice" {
			t.Error("an upgrade would end practice")
		}
		hangUp()
		if practising() {
			t.Error("practice has ended, and the icon does not say it")
		}
		o.r.holdBack(t.Context(), conn)
		o.r.closePractice() // none answers
		if practising() {
			t.Error("practice was closed from the menu, and presses are still held back")
		}
		if !conn.closed {
			t.Error("practice was closed from the menu, and would not find out when it goes on")
		}
	})
}

// TestANoteOfAHeldPressClosesPractice: the one thing to do is its button.
func TestANoteOfAHeldPressClosesPractice(t *testing.T) {
	o := newOffice(t, mine)
	n := o.r.outcomeNote(hold.Outcome{Result: hold.NotToggled, Reason: hold.Reason(press.PracticeOpen), AgentID: "12435"})
	if n.Summary != "Hold did not change: close practice · 12435" || n.Button != "Close practice" || n.Action != trayview.ItemClosePractice {
		t.Errorf("got %+v", n)
	}
}

// TestPracticeShowsEachOutcome by a press of its own, and only by that one.
func TestPracticeShowsEachOutcome(t *testing.T) {
	o := newOffice(t, nil)
	o.P.Stdout = io.Discard
	pr, server, err := practice.Open(func(string, bool, int) {})
	if err != nil {
		t.Fatal(err)
	}
	r := newResident(context.Background(), o.P, nil, pr)
	r.log = o.r.log
	r.live.Reload()
	served := make(chan struct{})
	go func() { defer close(served); _ = server.Run(r.ctx) }()
	defer func() { r.end(); r.live.Warmth.End(); r.live.Now().Client.Spare.Close(); <-served }()
	sent := func() hold.Result {
		return hold.Result(r.toggle(t.Context(), &hold.Request{Press: wolkvox.Press{At: time.Now()}}).Result)
	}
	for _, want := range []hold.Result{hold.Unknown, hold.NotToggled, hold.Toggled} {
		pr.ShowNext(want)
		if got := sent(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got := sent(); got != hold.Toggled {
			t.Errorf("the press after %s: got %s", want, got)
		}
	}
	dropped := pr.ShowNext(hold.Unknown)
	dropped()
	if got := sent(); got != hold.Toggled {
		t.Errorf("after one that was not sent: got %s", got)
	}
	if n := server.Toggles(practice.Agent); n != 5 {
		t.Errorf("%d toggles, want 5", n)
	}
}

// TestNoPracticeBesideAResidentThatHearsNothing: it would go on sending presses.
func TestNoPracticeBesideAResidentThatHearsNothing(t *testing.T) {
	o := newOffice(t, mine)
	if _, err := residentapi.HoldBack(t.Context(), o.P.Places(false)); err != nil {
		t.Errorf("no resident: got %v", err)
	}
	lock, err := instance.Acquire(t.Context(), o.P.Places(false), instance.Resident, true)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Release()
	server, err := lock.Listen()
	if err != nil {
		t.Fatal(err)
	}
	server.Close()
	if _, err := residentapi.HoldBack(t.Context(), o.P.Places(false)); err == nil {
		t.Error("one without a channel: it is taken for none")
	}
}
