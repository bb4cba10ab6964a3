//go:build !nowindow

package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// resultHeight leaves room for the fields above a long result.
const resultHeight = 200

// checkPart tests the connection, and says what that does not prove.
type checkPart struct {
	f       *Form
	button  *button
	result  *container.Scroll // nothing until the first test
	lines   *fyne.Container
	unsaved *note
	running bool
}

func newCheckPart(f *Form) *checkPart {
	c := &checkPart{f: f, lines: container.NewVBox(), unsaved: newNote()}
	c.result = container.NewVScroll(c.lines)
	c.button = newButton(f, f.b.Text(TextCheck), c.run)
	c.result.Hide()
	return c
}

func (c *checkPart) run() {
	c.running = true
	c.button.Disable()
	c.button.SetText(c.f.b.Text(TextCheckRunning))
	c.result.Hide()
	c.f.background(func() func() {
		lines := c.f.b.Check()
		return func() { c.show(lines) }
	})
}

func (c *checkPart) show(lines []CheckLine) {
	c.running = false
	c.button.SetText(c.f.b.Text(TextCheck))
	c.button.Enable()
	c.lines.RemoveAll()
	for _, line := range lines {
		c.lines.Add(checkRow(line))
	}
	limits := newNote()
	limits.say(c.f.b.Text(TextCheckLimits))
	c.lines.Add(limits)
	c.lines.Add(c.unsaved)
	c.noteUnsaved()
	c.result.ScrollToTop()
	c.result.Show()
}

// noteUnsaved says that the result is about other values than those on the
// screen, if that is so.
func (c *checkPart) noteUnsaved() {
	if c.f.unsaved() {
		c.unsaved.say(c.f.b.Text(TextCheckUnsaved))
	} else {
		c.unsaved.clear()
	}
	// How high a sentence is that wraps is known once it is as wide as it will be.
	c.lines.Resize(fyne.NewSize(c.f.scroll.Size().Width, c.lines.MinSize().Height))
	c.result.SetMinSize(fyne.NewSize(0, min(c.lines.MinSize().Height, resultHeight)))
}

// checkRow tells good from bad by the picture's shape, not by its colour alone.
func checkRow(line CheckLine) fyne.CanvasObject {
	icon := widget.NewIcon(theme.NewSuccessThemedResource(theme.ConfirmIcon()))
	if !line.OK {
		icon.SetResource(theme.NewErrorThemedResource(theme.CancelIcon()))
	}
	text := widget.NewLabel(line.Text)
	text.Wrapping = fyne.TextWrapWord
	return container.NewBorder(nil, nil, icon, nil, text)
}
