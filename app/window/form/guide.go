//go:build !nowindow

package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// guidePart leads through a first start: it shows the steps, says in one sentence what
// comes next, and moves the focus there. It appears if something was missing when the
// window opened, and stays until the window closes.
type guidePart struct {
	f       *Form
	content *fyne.Container
	steps   *fyne.Container
	next    *widget.Label

	needed   bool // something has been missing since the window opened
	tried    bool // the hotkey has arrived
	lastStep int  // the step that the focus was moved to last; -1 for none
}

type step struct {
	label, what string
	done        bool
	locked      bool
	input       fyne.Focusable
}

func newGuidePart(f *Form) *guidePart {
	g := &guidePart{f: f, steps: container.New(layout.NewRowWrapLayoutWithCustomPadding(10, 0)), next: widget.NewLabel(""), lastStep: -1}
	g.next.Wrapping = fyne.TextWrapWord
	g.next.TextStyle.Bold = true
	g.content = container.NewVBox(g.steps, g.next, widget.NewSeparator())
	g.content.Hide()
	return g
}

// continueFrom takes the state of old after the form was rebuilt in another language.
func (g *guidePart) continueFrom(old *guidePart) {
	g.needed, g.tried, g.lastStep = old.needed, old.tried, old.lastStep
	g.refresh()
}

// allSteps returns the steps in order. A step is done when its value is in effect, not
// when it is only typed.
func (g *guidePart) allSteps() []step {
	f, text := g.f, g.f.b.Text
	hotkey := f.hotkey
	typed := func(key settings.Key, what string) step {
		d := f.fieldOf(string(key))
		return step{d.label, text(what), d.loaded != "", d.locked, d.control}
	}
	return []step{
		typed(settings.Server, TextGuideServer),
		typed(settings.AgentID, TextGuideExtension),
		{text(TextToken), text(TextGuideToken), f.token.present, f.token.locked, f.token.entry},
		{hotkey.label, text(TextGuideHotkey), hotkey.loaded != "" && f.hotkeyWorks, hotkey.locked, f.capture.Record},
		{text(TextGuideTryStep), text(TextGuideTry, hotkey.loaded), g.tried, false, f.capture.Try},
	}
}

// refresh shows the state of each step, and moves the focus on when one was done.
func (g *guidePart) refresh() {
	if !g.f.token.known {
		return
	}
	steps := g.allSteps()
	next := -1
	for i, s := range steps {
		if !s.done && next < 0 {
			next = i
			g.needed = g.needed || i < 3 // a missing hotkey or trial alone does not start the guide
		}
	}
	if !g.needed {
		return
	}
	g.steps.RemoveAll()
	for i, s := range steps {
		g.steps.Add(stepMark(s, i == next))
	}
	g.say(steps, next)
	g.content.Show()
	if next != g.lastStep {
		// The keychain may answer late. Do not take the focus from a person who has
		// already started.
		moveFocus := g.lastStep >= 0 || g.f.w.Canvas().Focused() == nil
		g.lastStep = next
		if moveFocus && next >= 0 && !steps[next].locked {
			g.f.w.Canvas().Focus(steps[next].input)
		}
	}
}

func (g *guidePart) say(steps []step, next int) {
	text := g.f.b.Text
	switch {
	case next < 0:
		g.next.Importance = widget.SuccessImportance
		g.next.SetText(text(TextGuideDone, g.f.hotkey.loaded))
	case steps[next].locked:
		g.next.Importance = widget.DangerImportance
		g.next.SetText(text(TextGuideByIT, steps[next].label))
	default:
		g.next.Importance = widget.MediumImportance
		g.next.SetText(steps[next].what)
	}
}

// stepMark shows done, next and later by the shape of an icon.
func stepMark(s step, next bool) fyne.CanvasObject {
	icon := widget.NewIcon(theme.RadioButtonIcon())
	name := widget.NewLabel(s.label)
	switch {
	case s.done:
		icon.SetResource(theme.NewSuccessThemedResource(theme.ConfirmIcon()))
	case next:
		icon.SetResource(theme.NewPrimaryThemedResource(theme.NavigateNextIcon()))
		name.TextStyle.Bold = true
	}
	return container.NewHBox(icon, name)
}
