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

// guidePart leads through a first start: the steps with what is done, one sentence
// that says what comes next, and the focus there. It is there from a start with
// something missing until the window closes, and in no other.
type guidePart struct {
	f       *Form
	content *fyne.Container
	steps   *fyne.Container
	next    *widget.Label

	needed bool // something was missing since the window opened
	tried  bool // the hotkey has arrived
	at     int  // the step that the focus was last led to; -1 for none
}

// step is one thing to do.
type step struct {
	label, what string
	done        bool
	locked      bool
	input       fyne.Focusable
}

func newGuidePart(f *Form) *guidePart {
	g := &guidePart{f: f, steps: container.New(layout.NewRowWrapLayoutWithCustomPadding(10, 0)), next: widget.NewLabel(""), at: -1}
	g.next.Wrapping = fyne.TextWrapWord
	g.next.TextStyle.Bold = true
	g.content = container.NewVBox(g.steps, g.next, widget.NewSeparator())
	g.content.Hide()
	return g
}

// takeOver continues old, whose form is rebuilt in another language.
func (g *guidePart) takeOver(old *guidePart) {
	g.needed, g.tried, g.at = old.needed, old.tried, old.at
	g.refresh()
}

// list is what has to be done, in order. A value counts when it is in effect: what
// is typed and not saved yet is not done.
func (g *guidePart) list() []step {
	f, text := g.f, g.f.b.Text
	hotkey := f.record.entry
	typed := func(key settings.Key, what string) step {
		d := f.fieldOf(string(key))
		e, _ := d.input.(fyne.Focusable)
		return step{d.label, text(what), d.loaded != "", d.locked, e}
	}
	return []step{
		typed(settings.Server, TextGuideServer),
		typed(settings.AgentID, TextGuideExtension),
		{text(TextToken), text(TextGuideToken), f.token.present, f.token.locked, f.token.entry},
		{hotkey.label, text(TextGuideHotkey), hotkey.loaded != "" && f.hotkeyWorks, hotkey.locked, f.record.button},
		{text(TextGuideTryStep), text(TextGuideTry, hotkey.loaded), g.tried, false, f.try.button},
	}
}

// refresh shows how far things are, and leads on when a step was done.
func (g *guidePart) refresh() {
	if !g.f.token.known {
		return
	}
	steps := g.list()
	next := -1
	for i, s := range steps {
		if !s.done && next < 0 {
			next = i
			g.needed = g.needed || i < 3 // trying alone is no set-up
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
	if next != g.at {
		// A keychain may answer late: a person who began meanwhile is not led away.
		lead := g.at >= 0 || g.f.w.Canvas().Focused() == nil
		g.at = next
		if lead && next >= 0 && !steps[next].locked {
			g.f.w.Canvas().Focus(steps[next].input)
		}
	}
}

func (g *guidePart) say(steps []step, next int) {
	text := g.f.b.Text
	switch {
	case next < 0:
		g.next.Importance = widget.SuccessImportance
		g.next.SetText(text(TextGuideDone, g.f.record.entry.loaded))
	case steps[next].locked:
		g.next.Importance = widget.DangerImportance
		g.next.SetText(text(TextGuideByIT, steps[next].label))
	default:
		g.next.Importance = widget.MediumImportance
		g.next.SetText(steps[next].what)
	}
}

// stepMark tells done, next and later by the picture's shape.
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
