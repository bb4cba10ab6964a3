//go:build !nowindow

package form

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// tryPart tries the hotkey in effect: the button lights up when the resident
// forwards it, and nothing is toggled. It holds the capture lease until the person
// says that it is done, leaves the button, or 30 seconds are over: somebody who
// tries a key presses it twice.
type tryPart struct {
	f      *Form
	button *recordButton
	now    *trial // nil while none
}

// trial is one time between Try it and its end.
type trial struct {
	keys  keys
	chord string // the hotkey in effect
	wish  int    // the lease's number
	held  bool   // the lease is held: nothing toggles
	heard bool   // the chord has arrived
	limit *time.Timer
	over  chan struct{}
}

// newButton makes the button anew.
func (p *tryPart) newButton() *recordButton {
	p.button = newRecordButton(p, p.f.b.Text(TextTry))
	return p.button
}

func (p *tryPart) on() bool { return p.now != nil }

func (p *tryPart) toggle() {
	if p.now != nil {
		p.lost()
		return
	}
	p.start()
}

func (p *tryPart) start() {
	f := p.f
	hotkey := f.record.entry
	if hotkey.edited() {
		hotkey.note.problem(f.b.Text(TextTryUnsaved))
		return
	}
	f.w.Canvas().Focus(p.button)
	if f.w.Canvas().Focused() != p.button {
		return // without the focus nothing would end it
	}
	now := &trial{chord: hotkey.loaded, over: make(chan struct{})}
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		now.keys.live = d.CurrentKeyModifiers
	}
	p.now = now
	p.button.SetText(f.b.Text(TextTryCancel))
	hotkey.note.say(f.b.Text(TextRecordWaiting))
	now.wish = f.record.lease.take()
	now.limit = time.AfterFunc(recordLimit, func() {
		f.record.lease.giveBack() // at once: Fyne's goroutine may hang in a drag
		f.ui(func() {
			if p.now == now {
				p.ranOut()
			}
		})
	})
}

// settled hears what the resident said to the wish for the lease.
func (p *tryPart) settled(wish int, held bool, problem string) {
	now := p.now
	if now == nil || now.wish != wish {
		return
	}
	if !held {
		if problem != "" { // else it was given back, and the end is on its way
			p.end("")
			p.f.record.entry.note.problem(problem)
		}
		return
	}
	now.held = true
	p.f.record.entry.note.say(p.f.b.Text(TextTryPress, now.chord))
	p.f.work.Go(func() { p.listen(now) })
}

// listen brings, in the background, what the resident forwards.
func (p *tryPart) listen(now *trial) {
	for {
		select {
		case <-now.over:
			return
		case chord := <-p.f.b.Captured:
			p.f.ui(func() { p.captured(now, chord) })
			if chord == "" {
				return
			}
		}
	}
}

// captured lights the button: the hotkey went all its way but the last step.
func (p *tryPart) captured(now *trial, chord string) {
	if p.now != now {
		return
	}
	if chord == "" {
		p.ranOut()
		return
	}
	now.heard = true
	p.button.Importance = widget.SuccessImportance
	p.button.Refresh()
	p.f.record.entry.note.good(p.f.b.Text(TextTryHeard, chord))
	p.f.guide.tried = true
	p.f.guide.refresh()
}

// ranOut ends a trial that nobody ended.
func (p *tryPart) ranOut() {
	now := p.now
	p.lost()
	if !now.heard {
		p.f.record.entry.note.problem(p.f.b.Text(TextTryNothing, now.chord))
	}
}

// press hears a key go down while the button has the focus. The hotkey in effect
// is not among them where it works: the desktop hands it to the resident.
func (p *tryPart) press(e *fyne.KeyEvent) {
	now, f := p.now, p.f
	chord, what := now.keys.press(e)
	switch {
	case what == heardCancel:
		p.lost()
	case what == heardChord && now.held:
		if canonical, problem := f.b.ParseChord(chord); problem == "" {
			chord = canonical
		}
		if chord == now.chord {
			f.record.entry.note.problem(f.b.Text(TextTryHere, chord))
		} else {
			f.record.entry.note.problem(f.b.Text(TextTryOther, chord, now.chord))
		}
	}
}

func (p *tryPart) release(e *fyne.KeyEvent) { p.now.keys.release(e) }

// lost ends the trial and says that the hotkey toggles again.
func (p *tryPart) lost() { p.end(p.f.b.Text(TextTryOver)) }

// end ends the trial, if there is one, and gives the lease back.
func (p *tryPart) end(why string) {
	now := p.now
	if now == nil {
		return
	}
	p.now = nil
	now.limit.Stop()
	close(now.over)
	p.f.record.lease.giveBack()
	p.button.Importance = widget.MediumImportance
	p.button.SetText(p.f.b.Text(TextTry))
	p.f.record.entry.note.say(why)
}
