//go:build !nowindow

package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// fold is what most people never need, behind a button that shows it and hides it
// again. It is no accordion of Fyne's (2.8.1), which takes the focus away when a key
// opens it.
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
			for range 2 { // what was hidden gets its place, and then what wraps its height
				f.scroll.Refresh()
			}
			f.revealFrom(d.header, d.content.Size().Height)
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
		d.header.SetIcon(theme.MenuDropUpIcon())
	} else {
		d.detail.Hide()
		d.header.SetIcon(theme.MenuDropDownIcon())
	}
}
