//go:build !nowindow

package form

import (
	"runtime"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// recordLimit is the longest that one recording or trial, and with it the capture
// lease, lasts (design.md, section 3).
const recordLimit = 30 * time.Second

// capture is a button that takes the keys of the window, and under the capture lease
// the hotkey as well, which the resident forwards then instead of toggling hold.
type capture struct {
	f                *Form
	use              use
	idle, busy, over string // texts: on the button, and of an end without a result
	button           *recordButton
	now              *captured // nil while none
}

// use is what keys are captured for.
type use interface {
	begin()                       // the button was pressed
	leased()                      // the lease is held: keys count
	heard(chord string, as heard) // a key went down in the window, or a modifier up
	forwarded(chord string)       // the resident brings the hotkey; "" is the end of the lease
	ranOut()                      // nobody ended it in time
}

// captured is one time between the press of the button and the end.
type captured struct {
	keys  keys
	wish  int  // the lease's number
	held  bool // the lease is held: keys count, and nothing toggles
	limit *time.Timer
	over  chan struct{}
}

// newButton makes the button, again after each change of language.
func (c *capture) newButton() *recordButton {
	c.button = &recordButton{c: c}
	c.button.set(c.button, c.f.b.Text(c.idle), c.toggle)
	return c.button
}

func (c *capture) on() bool { return c.now != nil }

func (c *capture) toggle() {
	if c.on() {
		c.lost()
		return
	}
	c.use.begin()
}

// start asks for the lease. The keys count only once it is held, else the chord
// in use would toggle hold.
func (c *capture) start() {
	f := c.f
	f.w.Canvas().Focus(c.button)
	if f.w.Canvas().Focused() != c.button {
		return // without the focus no key would come, and none would end it
	}
	now := &captured{over: make(chan struct{})}
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		now.keys.live = d.CurrentKeyModifiers
	}
	c.now = now
	c.button.SetText(f.b.Text(c.busy))
	c.say(TextRecordWaiting)
	now.wish = f.record.lease.take()
	now.limit = time.AfterFunc(recordLimit, func() {
		f.record.lease.giveBack() // at once: Fyne's goroutine may hang in a drag
		c.later(now, c.use.ranOut)
	})
}

// later runs then on Fyne's goroutine, unless that capture is over by then.
func (c *capture) later(that *captured, then func()) {
	c.f.ui(func() {
		if c.now == that {
			then()
		}
	})
}

// settled hears what the resident said to the wish for the lease.
func (c *capture) settled(wish int, held bool, problem string) {
	now := c.now
	switch {
	case now == nil || now.wish != wish:
	case held:
		now.held = true
		c.use.leased()
		c.f.work.Go(func() { c.listen(now) })
	case problem != "": // else it was given back, and the end is on its way
		c.end("")
		c.f.record.entry.note.problem(problem)
	}
}

// listen waits, in the background, for what the resident forwards.
func (c *capture) listen(now *captured) {
	for {
		select {
		case <-now.over:
			return
		case chord := <-c.f.b.Captured:
			c.later(now, func() { c.use.forwarded(chord) })
			if chord == "" {
				return
			}
		}
	}
}

// press hears a key go down while the button has the focus.
func (c *capture) press(e *fyne.KeyEvent) {
	chord, as := c.now.keys.press(e)
	switch {
	case as == heardCancel:
		c.lost()
	case c.now.held:
		c.use.heard(chord, as)
	}
}

// release hears a key go up.
func (c *capture) release(e *fyne.KeyEvent) {
	if left := c.now.keys.release(e); c.now.held && left != "" && modifierName(e.Name, runtime.GOOS) != "" {
		c.use.heard(left, heardModifier)
	}
}

func (c *capture) say(text string, args ...any) { c.f.record.entry.note.say(c.f.b.Text(text, args...)) }
func (c *capture) problem(text string, args ...any) {
	c.f.record.entry.note.problem(c.f.b.Text(text, args...))
}

// lost ends a capture that has brought nothing, or was done with.
func (c *capture) lost() { c.end(c.f.b.Text(c.over)) }

// end ends the capture, if there is one, and gives the lease back.
func (c *capture) end(why string) {
	now := c.now
	if now == nil {
		return
	}
	c.now = nil
	now.limit.Stop()
	close(now.over)
	c.f.record.lease.giveBack()
	c.button.Importance = widget.MediumImportance
	c.button.SetText(c.f.b.Text(c.idle))
	c.f.record.entry.note.say(why)
}

// recordPart is the hotkey field: a chord typed as text, or recorded by
// pressing it.
type recordPart struct {
	capture
	lease *lease

	entry *field            // the chord as text
	text  fyne.CanvasObject // where it is typed
}

func newRecordPart(f *Form) *recordPart {
	r := &recordPart{capture: capture{f: f, idle: TextRecord, busy: TextRecordCancel, over: TextRecordStopped}}
	r.use = r
	r.lease = &lease{
		capture: f.b.Capture,
		start:   f.work.Go,
		settled: func(wish int, held bool, problem string) {
			f.ui(func() {
				r.settled(wish, held, problem)
				f.try.settled(wish, held, problem)
			})
		},
	}
	return r
}

// field makes the inputs, again after each change of language.
func (r *recordPart) field() *field {
	text := r.f.b.Text
	r.entry = r.f.entryField(string(settings.Hotkey), text(TextHotkey), text(TextHotkeyHint))
	r.text = r.entry.input
	buttons := container.NewHBox(r.newButton(), r.f.try.newButton())
	r.entry.input = container.NewBorder(nil, nil, nil, buttons, r.entry.input)
	return r.entry
}

func (r *recordPart) setLocked(locked bool) {
	if locked {
		r.end("")
	}
	able(r.button)(!locked)
}

func (r *recordPart) begin()  { r.start() }
func (r *recordPart) leased() { r.say(TextRecordPress) }
func (r *recordPart) ranOut() { r.end(r.f.b.Text(TextRecordTimeout)) }

// forwarded ends the recording whatever it brings: a resident may count one
// forwarded chord as the end of the lease, and the next would toggle hold.
func (r *recordPart) forwarded(chord string) {
	if chord == "" {
		r.lost()
		return
	}
	if problem := r.take(chord); problem != "" {
		r.end("")
		r.entry.note.problem(problem)
	}
}

func (r *recordPart) heard(chord string, as heard) {
	switch as {
	case heardChord: // a refused one leaves the recording on, for another try
		if problem := r.take(chord); problem != "" {
			r.entry.note.problem(problem)
		}
	case heardModifier:
		r.say(TextRecordKeys, strings.TrimSuffix(chord, "+"))
	case heardKeypad:
		r.problem(TextRecordKeypad)
	case heardUnknown:
		r.problem(TextRecordUnknown)
	}
}

// take takes a whole chord and ends the recording, or returns why it is refused.
func (r *recordPart) take(chord string) (problem string) {
	canonical, problem := r.f.b.ParseChord(chord)
	if problem != "" {
		return problem
	}
	r.end("")
	r.entry.set(canonical)
	r.entry.note.good(r.f.b.Text(TextRecordDone))
	return ""
}

// tryPart tries the hotkey in effect: the button lights up when the resident
// forwards it, and nothing is toggled. It holds the capture lease until the person
// says that it is done, leaves the button, or 30 seconds are over: somebody who
// tries a key presses it twice.
type tryPart struct {
	capture
	chord   string // the hotkey in effect
	arrived bool   // it came at least once
}

func newTryPart(f *Form) *tryPart {
	p := &tryPart{capture: capture{f: f, idle: TextTry, busy: TextTryCancel, over: TextTryOver}}
	p.use = p
	return p
}

func (p *tryPart) begin() {
	hotkey := p.f.record.entry
	if hotkey.edited() {
		p.problem(TextTryUnsaved)
		return
	}
	p.chord, p.arrived = hotkey.loaded, false
	p.start()
}

func (p *tryPart) leased() { p.say(TextTryPress, p.chord) }

// forwarded lights the button: the hotkey went all its way but the last step.
func (p *tryPart) forwarded(chord string) {
	if chord == "" {
		p.ranOut()
		return
	}
	p.arrived = true
	p.button.Importance = widget.SuccessImportance
	p.button.Refresh()
	p.f.record.entry.note.good(p.f.b.Text(TextTryHeard, chord))
	p.f.guide.tried = true
	p.f.guide.refresh()
}

func (p *tryPart) ranOut() {
	p.lost()
	if !p.arrived {
		p.problem(TextTryNothing, p.chord)
	}
}

// heard hears a key in the window. The hotkey in effect is not among them where it
// works: the desktop hands it to the resident.
func (p *tryPart) heard(chord string, as heard) {
	if as != heardChord {
		return
	}
	if canonical, problem := p.f.b.ParseChord(chord); problem == "" {
		chord = canonical
	}
	if chord == p.chord {
		p.problem(TextTryHere, chord)
	} else {
		p.problem(TextTryOther, chord, p.chord)
	}
}

// recordButton is a button that hears keys. While its recording or trial is on, it
// has the focus and the keys are theirs, not the button's.
type recordButton struct {
	Button
	c *capture
	// taken is a key that went to the recording, which it may have ended: its
	// repeats do not press the button.
	taken fyne.KeyName
}

// FocusGained comes when the keys are the button's.
func (b *recordButton) FocusGained() {
	b.Button.FocusGained()
	b.c.f.reveal(b)
}

// FocusLost also comes when the window is no longer the active one.
func (b *recordButton) FocusLost() {
	b.Button.FocusLost()
	if b.c.on() {
		b.c.lost()
	}
}

// Tapped ends a recording before the button gives up the focus, as Fyne's
// buttons do when tapped: losing the focus ends it too, and the tap would then
// start the next.
func (b *recordButton) Tapped(e *fyne.PointEvent) {
	if b.c.on() {
		b.c.toggle()
		return
	}
	b.Button.Tapped(e)
}

// KeyDown hears keys as they go down, without the keyboard's repeats.
func (b *recordButton) KeyDown(e *fyne.KeyEvent) {
	if b.c.on() {
		b.taken = e.Name
		b.c.press(e)
	}
}

// KeyUp hears keys as they go up.
func (b *recordButton) KeyUp(e *fyne.KeyEvent) {
	if b.taken == e.Name {
		b.taken = fyne.KeyUnknown
	}
	if b.c.on() {
		b.c.release(e)
	}
}

// TypedKey lets Space and Enter press the button, except while it is itself recorded.
func (b *recordButton) TypedKey(e *fyne.KeyEvent) {
	if b.c.on() || b.taken == e.Name {
		return
	}
	if e.Name == fyne.KeyEscape {
		b.c.f.escape()
		return
	}
	b.Button.TypedKey(e)
}
