//go:build !nowindow

package form

import (
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
)

// guidePart is the top of the window. If something was missing when the window opened, it leads through a first start until the
// window closes: it shows three steps, says in one sentence what comes next, and moves the focus there. Otherwise it says in one
// line how things are.
type guidePart struct {
	f       *Form
	content *fyne.Container
	steps   *fyne.Container
	next    *widget.Label
	state   *fyne.Container // the line
	lock    *widgets.Note   // who has locked all settings

	needed   bool // something has been missing since the window opened
	tried    bool // the hotkey has arrived
	lastStep int  // the step that the focus was moved to last; -1 for none
}

// step is one thing that is needed, in one of the groups that the person sees as steps.
type step struct {
	group       int
	label, what string
	done        bool
	locked      bool
	input       fyne.Focusable
}

func newGuidePart(f *Form) *guidePart {
	g := &guidePart{f: f, steps: container.New(layout.NewRowWrapLayoutWithCustomPadding(10, 0)), next: widget.NewLabel(""), state: container.NewStack(), lock: widgets.NewNote(), lastStep: -1}
	g.next.Wrapping = fyne.TextWrapWord
	g.next.TextStyle.Bold = true
	g.steps.Hide()
	g.next.Hide()
	g.state.Add(widget.NewLabel(" ")) // the keychain answers later: nothing moves then
	g.content = container.New(layout.NewCustomPaddedVBoxLayout(tight), g.state, g.steps, g.next, g.lock)
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
		return step{0, d.label, text(what), d.loaded != "", d.locked, d.control}
	}
	return []step{
		typed(settings.Server, "guide_server"),
		typed(settings.AgentID, "guide_extension"),
		{0, text("token"), text("guide_token"), f.token.present, f.token.locked, f.token.entry},
		{1, hotkey.label, text("guide_hotkey"), hotkey.loaded != "" && f.hotkeyWorks, hotkey.locked, f.capture.Record},
		{2, text("guide_try_step"), text("guide_try", hotkey.loaded), g.tried, false, f.capture.Try},
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
		g.showState(steps)
		return
	}
	g.state.Hide()
	g.steps.RemoveAll()
	for group, name := range []string{g.f.b.Text("section_account"), g.f.hotkey.label, g.f.b.Text("guide_try_step")} {
		done := !slices.ContainsFunc(steps, func(s step) bool { return s.group == group && !s.done })
		g.steps.Add(stepMark(fmt.Sprintf("%d. %s", group+1, name), done, next >= 0 && steps[next].group == group))
	}
	g.say(steps, next)
	g.steps.Show()
	g.next.Show()
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
		g.next.SetText(text("guide_done", g.f.hotkey.loaded))
	case steps[next].locked:
		g.next.Importance = widget.DangerImportance
		g.next.SetText(text("guide_by_it", steps[next].label))
	default:
		g.next.Importance = widget.MediumImportance
		g.next.SetText(steps[next].what)
	}
}

// showLock says who has locked all settings, if somebody has.
func (g *guidePart) showLock(values map[string]Field) {
	g.lock.Clear()
	for _, d := range g.f.fields {
		if v := values[d.key]; lockedWithAll(v) {
			g.lock.Say(g.f.b.Text("locked_all", v.SetBy))
			return
		}
	}
}

// showProblems shows in the line whether a field on the screen has a problem.
func (g *guidePart) showProblems() {
	if g.f.token.known && !g.needed {
		g.showState(g.allSteps())
	}
}

// showState says in one line that all is set, or what to look at: what is in effect, or what was
// refused just now.
func (g *guidePart) showState(steps []step) {
	text := g.f.b.Text
	var icon fyne.Resource = theme.NewSuccessThemedResource(theme.ConfirmIcon())
	line := text("ready", g.f.fieldOf(string(settings.AgentID)).loaded)
	for _, s := range steps {
		if !s.done && s.group < 2 {
			icon, line = theme.NewErrorThemedResource(theme.ErrorIcon()), text("attention", s.label)
			break
		}
	}
	if g.f.token.silent {
		icon, line = theme.NewErrorThemedResource(theme.ErrorIcon()), text("attention", text("token"))
	}
	for _, d := range g.f.fields {
		if d.note.HasProblem() {
			icon, line = theme.NewErrorThemedResource(theme.ErrorIcon()), text("attention", d.label)
			break
		}
	}
	g.state.RemoveAll()
	label := widget.NewLabelWithStyle(line, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	label.Truncation = fyne.TextTruncateEllipsis
	g.state.Add(container.NewBorder(nil, nil, widget.NewIcon(icon), nil, label))
}

// stepMark shows done, next and later by the shape of an icon.
func stepMark(name string, done, next bool) fyne.CanvasObject {
	icon := widget.NewIcon(theme.RadioButtonIcon())
	label := widget.NewLabel(name)
	switch {
	case done:
		icon.SetResource(theme.NewSuccessThemedResource(theme.ConfirmIcon()))
	case next:
		icon.SetResource(theme.NewPrimaryThemedResource(theme.NavigateNextIcon()))
		label.TextStyle.Bold = true
	}
	return container.NewHBox(icon, label)
}
