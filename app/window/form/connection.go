//go:build !nowindow

package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
)

// resultHeight limits a long result, so that the fields above it stay visible.
const resultHeight = 200

// checkPart tests the connection, and says what the test does not prove.
type checkPart struct {
	f       *Form
	button  *button
	result  *container.Scroll // hidden until the first test
	lines   *fyne.Container
	unsaved *widgets.Note
	running bool
}

func newCheckPart(f *Form) *checkPart {
	c := &checkPart{f: f, lines: container.NewVBox(), unsaved: widgets.NewNote()}
	c.result = container.NewVScroll(c.lines)
	c.button = newButton(f, f.b.Text("check"), c.run)
	c.result.Hide()
	return c
}

func (c *checkPart) run() {
	c.running = true
	c.button.Disable()
	c.button.SetText(c.f.b.Text("check_running"))
	c.result.Hide()
	c.f.work.Run(func() func() {
		lines := c.f.b.Check()
		return func() { c.show(lines) }
	})
}

func (c *checkPart) show(lines []CheckLine) {
	c.running = false
	c.button.SetText(c.f.b.Text("check"))
	c.button.Enable()
	c.lines.RemoveAll()
	for _, line := range lines {
		c.lines.Add(checkRow(line))
	}
	limits := widgets.NewNote()
	limits.Say(c.f.b.Text("check_limits"))
	c.lines.Add(limits)
	c.lines.Add(c.unsaved)
	c.noteUnsaved()
	c.result.ScrollToTop()
	c.result.Show()
}

// noteUnsaved says so if the values on the screen are not the ones that were tested.
func (c *checkPart) noteUnsaved() {
	if c.f.unsaved() {
		c.unsaved.Say(c.f.b.Text("check_unsaved"))
	} else {
		c.unsaved.Clear()
	}
	// A wrapped text has its final height only once it has its final width.
	c.lines.Resize(fyne.NewSize(c.f.scroll.Size().Width, c.lines.MinSize().Height))
	c.result.SetMinSize(fyne.NewSize(0, min(c.lines.MinSize().Height, resultHeight)))
}

// checkRow shows good and bad by the shape of an icon, not by colour alone.
func checkRow(line CheckLine) fyne.CanvasObject {
	icon := widget.NewIcon(theme.NewSuccessThemedResource(theme.ConfirmIcon()))
	if !line.OK {
		icon.SetResource(theme.NewErrorThemedResource(theme.CancelIcon()))
	}
	text := widget.NewLabel(line.Text)
	text.Wrapping = fyne.TextWrapWord
	return container.NewBorder(nil, nil, icon, nil, text)
}
