//go:build !nowindow

package capture

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/eventloop"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/background"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// desk is a window with the buttons and another input, and a simulated resident. The
// resident is called in the background, so mu guards what that writes.
type desk struct {
	t     *testing.T
	w     fyne.Window
	p     *Buttons
	note  *widgets.Note
	other *widget.Entry

	typed, inEffect string // the hotkey
	tried           int    // how often a trial heard it
	captured        chan string

	eventloop.Loop // Fyne's

	mu      sync.Mutex
	leases  []bool
	noLease string        // why the resident refuses the lease
	slow    chan struct{} // holds a call of Capture back until it is closed
}

// sit runs a story in a synctest bubble.
func sit(t *testing.T, story func(d *desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{
			t: t, w: test.NewWindow(nil), note: widgets.NewNote(), other: widget.NewEntry(), captured: make(chan string),
			typed: "Ctrl+Shift+F9", inEffect: "Ctrl+Shift+F9",
		}
		work := background.New(d.Post)
		d.p = New(Backend{
			Window: d.w,
			Work:   work,
			Text: func(id string, args ...any) string {
				if (words.Words{}).Window(id) == id {
					t.Errorf("words has no sentence for %q", id)
				}
				if len(args) > 0 {
					return id + fmt.Sprint(args)
				}
				return id
			},
			Capture:  d.capture,
			Captured: d.captured,
			ParseChord: func(text string) (string, string) {
				c, err := settings.ParseChord(text)
				if err != nil {
					return "", "no chord: " + text
				}
				return c.String(), ""
			},
			InEffect: func() (string, bool) { return d.inEffect, d.typed != d.inEffect },
			Recorded: func(chord string) { d.typed = chord },
			Tried:    func() { d.tried++ },
			Reveal:   func(fyne.CanvasObject) {},
			Escape:   d.w.Close,
		})
		d.w.SetContent(container.NewVBox(d.p.Make(d.note), d.note, d.other))
		story(d)
		d.Settle()
		d.p.End()
		work.Close()
		d.w.Close()
		work.Wait(captureTimeout)
	})
}

func (d *desk) capture(on bool) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.leases = append(d.leases, on)
	if slow := d.slow; slow != nil {
		d.mu.Unlock()
		<-slow
		d.mu.Lock()
	}
	if on {
		return d.noLease
	}
	return ""
}

// slowResident makes calls of Capture wait until the channel is closed.
func (d *desk) slowResident() (answer chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.slow = make(chan struct{})
	return d.slow
}

func (d *desk) wantSaid(want string) {
	d.t.Helper()
	d.Settle()
	if d.note.Text != want {
		d.t.Errorf("the note says %q, want %q", d.note.Text, want)
	}
}

func (d *desk) wantTyped(want string) {
	d.t.Helper()
	d.Settle()
	if d.typed != want {
		d.t.Errorf("got the hotkey %q, want %q", d.typed, want)
	}
}

// wantLeases compares every call of Capture.
func (d *desk) wantLeases(want ...bool) {
	d.t.Helper()
	d.Settle()
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Equal(d.leases, want) {
		d.t.Errorf("got the lease taken (true) and given back (false) %v, want %v", d.leases, want)
	}
}

func (d *desk) tap(b *Button) {
	d.Settle()
	test.Tap(b)
}

// press presses and releases keys as a desktop reports them.
func (d *desk) press(keys ...fyne.KeyName) {
	d.t.Helper()
	d.Settle()
	for _, k := range keys {
		if b, ok := d.w.Canvas().Focused().(*Button); ok {
			b.KeyDown(&fyne.KeyEvent{Name: k})
			b.TypedKey(&fyne.KeyEvent{Name: k})
		}
	}
	for _, k := range slices.Backward(keys) {
		if b, ok := d.w.Canvas().Focused().(*Button); ok {
			b.KeyUp(&fyne.KeyEvent{Name: k})
		}
	}
}
