//go:build desktop && linux

package notify

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// waitForID waits until the notifier knows the ID of its note, and returns it. Otherwise the next Show could overtake the
// daemon's answer.
func waitForID(t *testing.T, n *Notifier, d *fakeDaemon) uint32 {
	t.Helper()
	for end := time.Now().Add(timeout); time.Now().Before(end); {
		n.Show(Note{Summary: "again"})
		if s := d.got(); s.replaces != 0 {
			return s.replaces
		}
	}
	t.Fatal("notes never replaced each other")
	return 0
}

func TestANoteIsShownAsTheSpecificationHasIt(t *testing.T) {
	widths := map[string]int{"": 1, "toggled": 2, "unknown": 3}
	pictures := map[string][]byte{}
	for name, size := range widths {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, size, size))); err != nil {
			t.Fatal(err)
		}
		pictures[name] = b.Bytes()
	}
	for _, tt := range []struct {
		name    string
		note    Note
		urgency byte
		expire  int32
	}{
		{"plain", Note{Summary: "Toggled", Picture: "toggled"}, 1, -1},
		{"for five seconds", Note{Summary: "Toggled", Expire: 5 * time.Second}, 1, 5000},
		{"shorter than the unit", Note{Summary: "Toggled", Expire: time.Microsecond}, 1, 1},
		{"longer than there is", Note{Summary: "Toggled", Expire: 1 << 62}, 1, 1<<31 - 1},
		{"negative", Note{Summary: "Toggled", Expire: -time.Second}, 1, -1},
		{"a failure is not hidden, and ends", Note{Summary: "Toggled", Warning: true, Failure: true, Expire: time.Second, Category: "call"}, 2, 1000},
		{"urgent stays", Note{Summary: "Toggled", Urgent: true, Expire: time.Second, Picture: "unknown"}, 2, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := startBus(t)
			d := startDaemon(t, b, 1)
			n := &Notifier{AppName: "Wolkvox Hold", DesktopEntry: "io.example.Hold", Picture: func(name string) []byte { return pictures[name] }}
			run(t, n)
			n.Show(tt.note)
			s := d.got()
			if s.app != "Wolkvox Hold" || s.summary != "Toggled" || s.replaces != 0 || len(s.actions) != 0 || s.icon != "" {
				t.Errorf("got %+v, want the note, without actions, replacing nothing", s)
			}
			if got := s.hints["urgency"].Value(); got != tt.urgency {
				t.Errorf("urgency: got %v, want %d", got, tt.urgency)
			}
			if got, _ := s.hints["category"].Value().(string); got != tt.note.Category {
				t.Errorf("category: got %q, want %q", got, tt.note.Category)
			}
			if s.expire != tt.expire {
				t.Errorf("expire: got %d, want %d", s.expire, tt.expire)
			}
			if got := s.hints["desktop-entry"].Value(); got != "io.example.Hold" {
				t.Errorf("desktop-entry: got %v, want io.example.Hold", got)
			}
			var p picture
			if err := s.hints["image-data"].Store(&p); err != nil || int(p.Width) != widths[tt.note.Picture] || len(p.Pixels) != int(4*p.Width*p.Width) {
				t.Errorf("image-data: got %+v, %v, want the picture %q", p, err, tt.note.Picture)
			}
		})
	}
}

func TestMarkupNeverReachesTheDaemon(t *testing.T) {
	b := startBus(t)
	d := startDaemon(t, b, 1)
	n := &Notifier{AppName: "A&B"}
	run(t, n)
	n.Show(Note{Summary: "<b>x</b>", Body: `<a href="http://example.com">& more</a>`})
	s := d.got()
	if want := "&lt;b&gt;x&lt;/b&gt;"; s.summary != want {
		t.Errorf("summary: got %q, want %q", s.summary, want)
	}
	if want := `&lt;a href="http://example.com"&gt;&amp; more&lt;/a&gt;`; s.body != want {
		t.Errorf("body: got %q, want %q", s.body, want)
	}
	if s.app != "A&amp;B" {
		t.Errorf("app: got %q, want it escaped", s.app)
	}
}

func TestEachNoteReplacesTheOneBefore(t *testing.T) {
	b := startBus(t)
	d := startDaemon(t, b, 7)
	n := &Notifier{}
	run(t, n)
	n.Show(Note{Summary: "first"})
	if s := d.got(); s.replaces != 0 {
		t.Errorf("first: got replaces %d, want 0", s.replaces)
	}
	for _, summary := range []string{"second", "third"} {
		n.Show(Note{Summary: summary})
		if s := d.got(); s.replaces != 7 || s.summary != summary {
			t.Errorf("got %q replacing %d, want %q replacing 7", s.summary, s.replaces, summary)
		}
	}
}

func TestAClosedNoteIsForgotten(t *testing.T) {
	b := startBus(t)
	d := startDaemon(t, b, 7)
	n := &Notifier{}
	run(t, n)
	if got := waitForID(t, n, d); got != 7 {
		t.Fatalf("replaces: got %d, want 7", got)
	}
	d.close(99) // another program's note
	n.Show(Note{Summary: "other"})
	if s := d.got(); s.replaces != 7 {
		t.Errorf("after another's note was closed: got replaces %d, want 7", s.replaces)
	}
	d.close(7)
	for end := time.Now().Add(timeout); ; { // the signal needs some time
		n.Show(Note{Summary: "after"})
		if d.got().replaces == 0 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the closed note's number is still used")
		}
	}
	if got := waitForID(t, n, d); got != 8 {
		t.Errorf("replaces: got %d, want the new note's number 8", got)
	}
}

func TestANoteThatIsClosedBeforeItsNumberIsToldIsForgotten(t *testing.T) {
	b := startBus(t)
	d := startDaemon(t, b, 7)
	d.set(func() { d.hasty = true })
	n := &Notifier{}
	run(t, n)
	for range 5 {
		n.Show(Note{Summary: "closed at once"})
		if s := d.got(); s.replaces != 0 {
			t.Fatalf("replaces: got %d, want 0, as that note is gone", s.replaces)
		}
	}
}

func TestANewDaemonDoesNotGetTheOldOnesNumber(t *testing.T) {
	b := startBus(t)
	first := startDaemon(t, b, 7)
	n := &Notifier{}
	run(t, n)
	waitForID(t, n, first)
	first.leave()
	wantErr(t, n, ErrNoDaemon)

	second := startDaemon(t, b, 100)
	wantErr(t, n, nil)
	n.Show(Note{Summary: "hello"})
	if s := second.got(); s.replaces != 0 {
		t.Errorf("replaces: got %d, want 0: the number is another daemon's", s.replaces)
	}
	if len(first.notes) != 0 {
		t.Error("the first daemon got a note after it had left")
	}
}

func TestANoteWithoutADaemonIsDroppedAndNotShownLate(t *testing.T) {
	b := startBus(t)
	n := &Notifier{}
	run(t, n)
	wantErr(t, n, ErrNoDaemon)
	n.Show(Note{Summary: "nobody sees it"})
	for end := time.Now().Add(timeout); n.Err().Error() == ErrNoDaemon.Error(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the bus's own refusal never came")
		}
	}
	wantErr(t, n, ErrNoDaemon)

	d := startDaemon(t, b, 1)
	wantErr(t, n, nil)
	n.Show(Note{Summary: "news"})
	if s := d.got(); s.summary != "news" {
		t.Errorf("got %q, want the news only", s.summary)
	}
}

// beforeAHungDaemon is a notifier whose daemon got a note, and gives it that ID when the gate is
// closed.
func beforeAHungDaemon(t *testing.T, id uint32, note Note) (n *Notifier, d *fakeDaemon, gate chan struct{}) {
	d, gate, n = startDaemon(t, startBus(t), id), make(chan struct{}), &Notifier{}
	d.set(func() { d.gate = gate })
	run(t, n)
	n.Show(note)
	d.got()
	return n, d, gate
}

func TestTheLatestWinsWhileTheDaemonIsBusy(t *testing.T) {
	n, d, gate := beforeAHungDaemon(t, 1, Note{Summary: "a"})
	for _, summary := range []string{"b", "c", "d"} {
		n.Show(Note{Summary: summary})
	}
	close(gate)
	if s := d.got(); s.summary != "d" || s.replaces != 1 {
		t.Errorf("got %q replacing %d, want d replacing 1", s.summary, s.replaces)
	}
}

func TestASlowDaemonIsNotWaitedForButItsLateAnswerCounts(t *testing.T) {
	n, d, gate := beforeAHungDaemon(t, 7, Note{Summary: "slow"})
	wantErr(t, n, ErrNoAnswer)
	close(gate)
	wantErr(t, n, nil)
	n.Show(Note{Summary: "next"})
	if s := d.got(); s.replaces != 7 {
		t.Errorf("replaces: got %d, want 7, the number that came late", s.replaces)
	}
}

func TestADismissedNoteIsClosed(t *testing.T) {
	b := startBus(t)
	d := startDaemon(t, b, 7)
	n := &Notifier{}
	run(t, n)
	n.Dismiss() // there is none
	n.Show(Note{Summary: "older"})
	d.got()
	n.Dismiss()
	d.wantGone(7)
	n.Show(Note{Summary: "newer"})
	if s := d.got(); s.replaces != 0 {
		t.Errorf("replaces: got %d, want 0, as that note is gone", s.replaces)
	}
	if len(d.gone) != 0 {
		t.Errorf("asked to close %d as well", <-d.gone)
	}
}

// A daemon keeps critical notes until they are clicked (Desktop Notifications Specification, "Urgency
// Levels"). "Press again" would be read long after, when hold was changed in another way.
func TestAFailureIsClosedAfterItsTime(t *testing.T) {
	b := startBus(t)
	d := startDaemon(t, b, 7)
	n := &Notifier{}
	run(t, n)
	n.Show(Note{Summary: "not toggled", Failure: true, Expire: 1})
	d.got()
	d.wantGone(7)
	for _, note := range []Note{{Urgent: true, Failure: true, Expire: 1}, {Urgent: true}, {Expire: 1}, {Failure: true}} {
		if after := closedAfter(note); after != 0 {
			t.Errorf("%+v is closed after %v", note, after)
		}
	}
}

func TestANoteThatIsDismissedAtTheEndIsClosed(t *testing.T) {
	b := startBus(t)
	d := startDaemon(t, b, 7)
	for id := range uint32(20) {
		n := &Notifier{}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- n.Run(ctx) }()
		n.Show(Note{Summary: "unknown", Urgent: true})
		d.got()
		n.Dismiss()
		cancel()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		d.wantGone(7 + id)
	}
}

// A daemon that hung shows every note that it was given, the older beside the newer one.
func TestANoteThatASlowDaemonShowsAfterTheNextIsClosed(t *testing.T) {
	for _, dismissed := range []bool{false, true} {
		n, d, gate := beforeAHungDaemon(t, 7, Note{Summary: "older", Urgent: true})
		wantErr(t, n, ErrNoAnswer)
		if dismissed {
			n.Dismiss()
		} else {
			n.Show(Note{Summary: "newer"})
			d.got()
		}
		close(gate)
		d.wantGone(7)
		n.Show(Note{Summary: "newest"})
		if s := d.got(); dismissed != (s.replaces == 0) || !dismissed && s.replaces != 8 {
			t.Errorf("dismissed %v, replaces: got %d", dismissed, s.replaces)
		}
	}
}

func TestADaemonThatNeverComesUpHoldsNothing(t *testing.T) {
	b := startBus(t)
	service := "[D-BUS Service]\nName=" + daemonName + "\nExec=/bin/sleep 5\n"
	if err := os.WriteFile(filepath.Join(b.Folder, "notify.service"), []byte(service), 0o600); err != nil {
		t.Fatal(err)
	}
	b.Kill()
	b.Start(t)
	n := &Notifier{}
	run(t, n)
	n.Show(Note{Summary: "one"})
	wantErr(t, n, ErrNoAnswer)
	n.Show(Note{Summary: "two"}) // run checks that the end does not wait for it either
}

func TestARefusalIsTold(t *testing.T) {
	b := startBus(t)
	d := startDaemon(t, b, 1)
	d.set(func() { d.refuse = true })
	n := &Notifier{}
	run(t, n)
	n.Show(Note{Summary: "no"})
	d.got()
	wantErr(t, n, ErrRefused)
	d.set(func() { d.refuse = false })
	n.Show(Note{Summary: "yes"})
	d.got()
	wantErr(t, n, nil)
}

func TestABusThatComesBackIsFoundAgain(t *testing.T) {
	b := startBus(t)
	d := startDaemon(t, b, 7)
	n := &Notifier{}
	run(t, n)
	waitForID(t, n, d)
	b.Kill()
	wantErr(t, n, ErrNoBus)

	b.Start(t)
	second := startDaemon(t, b, 50)
	wantErr(t, n, nil) // before anything is shown
	n.Show(Note{Summary: "again"})
	if s := second.got(); s.summary != "again" || s.replaces != 0 {
		t.Errorf("got %q replacing %d, want again replacing 0", s.summary, s.replaces)
	}
	wantErr(t, n, nil)
}

// An owner of the daemon's name proves nothing: a broken daemon is reported and checked again.
func TestADaemonThatIsNoneIsSaidAndLookedForAgain(t *testing.T) {
	b := startBus(t)
	d := &fakeDaemon{t: t, conn: b.Connect(t), notes: make(chan shown, 64), next: 1}
	d.ownName()
	if name, err := Look(t.Context()); name != "" || !errors.Is(err, ErrRefused) {
		t.Errorf("Look: got %q, %v, want ErrRefused", name, err)
	}
	n := &Notifier{}
	run(t, n)
	wantErr(t, n, ErrRefused)
	d.serve() // no signal announces it
	wantErr(t, n, nil)
	n.Show(Note{Summary: "seen"})
	if s := d.got(); s.summary != "seen" {
		t.Errorf("got %q, want the new note alone", s.summary)
	}
}

// A press that the program's end interrupts gets its outcome in the same moment. It is shown
// whichever of the two the notifier notices first.
func TestANoteAtTheEndIsShown(t *testing.T) {
	b := startBus(t)
	d := startDaemon(t, b, 1)
	for range 50 {
		n := &Notifier{AppName: "Wolkvox Hold"}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- n.Run(ctx) }()
		wantErr(t, n, nil)
		n.Show(Note{Summary: "unknown"})
		cancel()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		select {
		case s := <-d.notes:
			if s.summary != "unknown" {
				t.Fatalf("shown: %q", s.summary)
			}
		default:
			t.Fatal("the note was not shown")
		}
	}
}
