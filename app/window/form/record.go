//go:build !nowindow

package form

import (
	"runtime"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// recordLimit is the longest that one recording, and with it the capture lease,
// lasts (design.md, section 3).
const recordLimit = 30 * time.Second

// recordPart is the hotkey field: a chord typed as text, or recorded by
// pressing it.
type recordPart struct {
	f     *Form
	lease *lease

	entry  *field            // the chord as text
	text   fyne.CanvasObject // where it is typed
	button *recordButton
	locked bool

	now *recording // nil while none
}

// recording is one time between the Record button and the chord.
type recording struct {
	keys  keys
	wish  int  // the lease's number
	held  bool // the lease is held: keys count
	limit *time.Timer
	over  chan struct{}
}

func newRecordPart(f *Form) *recordPart {
	r := &recordPart{f: f}
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

// field makes the inputs anew.
func (r *recordPart) field() *field {
	text := r.f.b.Text
	r.entry = r.f.entryField(string(settings.Hotkey), text(TextHotkey), text(TextHotkeyHint))
	r.text = r.entry.input
	r.button = newRecordButton(r, text(TextRecord))
	buttons := container.NewHBox(r.button, r.f.try.newButton())
	r.entry.input = container.NewBorder(nil, nil, nil, buttons, r.entry.input)
	return r.entry
}

func (r *recordPart) setLocked(locked bool) {
	if locked {
		r.end("")
	}
	able(r.button)(!locked)
}

func (r *recordPart) on() bool { return r.now != nil }

// lost ends a recording that has brought nothing.
func (r *recordPart) lost() { r.end(r.f.b.Text(TextRecordStopped)) }

// toggle starts or ends a recording: the button was pressed.
func (r *recordPart) toggle() {
	if r.now != nil {
		r.lost()
		return
	}
	r.start()
}

// start asks for the lease. The keys count only once it is held, else the chord
// in use would toggle hold.
func (r *recordPart) start() {
	r.f.w.Canvas().Focus(r.button)
	if r.f.w.Canvas().Focused() != r.button {
		return // without the focus no key would come, and none would end it
	}
	now := &recording{over: make(chan struct{})}
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		now.keys.live = d.CurrentKeyModifiers
	}
	r.now = now
	r.button.SetText(r.f.b.Text(TextRecordCancel))
	r.entry.note.say(r.f.b.Text(TextRecordWaiting))
	now.wish = r.lease.take()
	now.limit = time.AfterFunc(recordLimit, func() {
		r.lease.giveBack() // at once: Fyne's goroutine may hang in a drag
		r.f.ui(func() { r.endThat(now, r.f.b.Text(TextRecordTimeout)) })
	})
}

// settled hears what the resident said to the wish for the lease.
func (r *recordPart) settled(wish int, held bool, problem string) {
	now := r.now
	if now == nil || now.wish != wish {
		return
	}
	if !held {
		if problem != "" { // else it was given back, and the end is on its way
			r.end("")
			r.entry.note.problem(problem)
		}
		return
	}
	now.held = true
	r.entry.note.say(r.f.b.Text(TextRecordPress))
	r.f.work.Go(func() { r.listen(now) })
}

// listen waits, in the background, for what the resident forwards: the chord in
// use, or the end of the lease.
func (r *recordPart) listen(now *recording) {
	select {
	case <-now.over:
	case chord := <-r.f.b.Captured:
		r.f.ui(func() { r.captured(now, chord) })
	}
}

// captured ends the recording whatever it brings: a resident may count one
// forwarded chord as the end of the lease, and the next would toggle hold.
func (r *recordPart) captured(now *recording, chord string) {
	if r.now != now {
		return
	}
	if chord == "" {
		r.end(r.f.b.Text(TextRecordStopped))
		return
	}
	if problem := r.heard(chord); problem != "" {
		r.end("")
		r.entry.note.problem(problem)
	}
}

// press hears a key go down while the button has the focus.
func (r *recordPart) press(e *fyne.KeyEvent) {
	now := r.now
	chord, what := now.keys.press(e)
	if what == heardCancel {
		r.end(r.f.b.Text(TextRecordStopped))
		return
	}
	if !now.held {
		return
	}
	switch what {
	case heardChord: // a refused one leaves the recording on, for another try
		if problem := r.heard(chord); problem != "" {
			r.entry.note.problem(problem)
		}
	case heardModifier:
		r.showKeys(chord)
	case heardKeypad:
		r.entry.note.problem(r.f.b.Text(TextRecordKeypad))
	case heardUnknown:
		r.entry.note.problem(r.f.b.Text(TextRecordUnknown))
	}
}

// release hears a key go up.
func (r *recordPart) release(e *fyne.KeyEvent) {
	if left := r.now.keys.release(e); r.now.held && left != "" && modifierName(e.Name, runtime.GOOS) != "" {
		r.showKeys(left)
	}
}

func (r *recordPart) showKeys(modifiers string) {
	r.entry.note.say(r.f.b.Text(TextRecordKeys, strings.TrimSuffix(modifiers, "+")))
}

// heard takes a whole chord and ends the recording, or returns why it is
// refused.
func (r *recordPart) heard(chord string) (problem string) {
	canonical, problem := r.f.b.ParseChord(chord)
	if problem != "" {
		return problem
	}
	r.end("")
	r.entry.set(canonical)
	r.entry.note.good(r.f.b.Text(TextRecordDone))
	return ""
}

// endThat ends the recording that, unless it has ended already.
func (r *recordPart) endThat(that *recording, why string) {
	if r.now == that {
		r.end(why)
	}
}

// end ends the recording, if there is one, and gives the lease back.
func (r *recordPart) end(why string) {
	now := r.now
	if now == nil {
		return
	}
	r.now = nil
	now.limit.Stop()
	close(now.over)
	r.lease.giveBack()
	r.button.SetText(r.f.b.Text(TextRecord))
	r.entry.note.say(why)
}

// listener is what hears keys through a button: a recording or a trial.
type listener interface {
	on() bool
	toggle() // the button was pressed
	press(*fyne.KeyEvent)
	release(*fyne.KeyEvent)
	lost() // the focus went elsewhere
	form() *Form
}

func (r *recordPart) form() *Form { return r.f }
func (p *tryPart) form() *Form    { return p.f }

// recordButton is a button that hears keys. While its recording or trial is on, it
// has the focus and the keys are theirs, not the button's.
type recordButton struct {
	Button
	r listener
	// taken is a key that went to the recording, which it may have ended: its
	// repeats do not press the button.
	taken fyne.KeyName
}

func newRecordButton(r listener, text string) *recordButton {
	b := &recordButton{r: r}
	b.set(b, text, r.toggle)
	return b
}

// FocusGained comes when the keys are the button's.
func (b *recordButton) FocusGained() {
	b.Button.FocusGained()
	b.r.form().reveal(b)
}

// FocusLost also comes when the window is no longer the active one.
func (b *recordButton) FocusLost() {
	b.Button.FocusLost()
	if b.r.on() {
		b.r.lost()
	}
}

// Tapped ends a recording before the button gives up the focus, as Fyne's
// buttons do when tapped: losing the focus ends it too, and the tap would then
// start the next.
func (b *recordButton) Tapped(e *fyne.PointEvent) {
	if b.r.on() {
		b.r.toggle()
		return
	}
	b.Button.Tapped(e)
}

// KeyDown hears keys as they go down, without the keyboard's repeats.
func (b *recordButton) KeyDown(e *fyne.KeyEvent) {
	if b.r.on() {
		b.taken = e.Name
		b.r.press(e)
	}
}

// KeyUp hears keys as they go up.
func (b *recordButton) KeyUp(e *fyne.KeyEvent) {
	if b.taken == e.Name {
		b.taken = fyne.KeyUnknown
	}
	if b.r.on() {
		b.r.release(e)
	}
}

// TypedKey lets Space and Enter press the button, except while it is itself recorded.
func (b *recordButton) TypedKey(e *fyne.KeyEvent) {
	if b.r.on() || b.taken == e.Name {
		return
	}
	if e.Name == fyne.KeyEscape {
		b.r.form().escape()
		return
	}
	b.Button.TypedKey(e)
}
