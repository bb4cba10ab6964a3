//go:build !nowindow

package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// fold is a section behind a button that shows and hides it. Fyne's own accordion (2.8.1)
// cannot be used: it loses the focus when it is opened by a key.
type fold struct {
	f       *Form
	content *fyne.Container
	header  *button
	detail  fyne.CanvasObject
}

func newFold(f *Form, text string, detail fyne.CanvasObject) *fold {
	d := &fold{f: f, detail: detail}
	d.header = newButton(f, text, func() {
		d.open(!d.opened())
		if d.opened() {
			for range 2 { // the first one sets the widths, the second the heights of wrapped texts
				f.scroll.Refresh()
			}
			f.revealArea(d.header, d.content.Size().Height)
		}
	})
	d.header.Importance = widget.LowImportance
	d.header.Alignment = widget.ButtonAlignLeading
	d.content = container.NewVBox(d.header, detail)
	d.open(false)
	return d
}

func (d *fold) opened() bool { return d.detail.Visible() }

func (d *fold) open(on bool) {
	if on {
		d.detail.Show()
		d.header.SetIcon(theme.MenuDropDownIcon())
	} else {
		d.detail.Hide()
		d.header.SetIcon(theme.MenuExpandIcon())
	}
}
