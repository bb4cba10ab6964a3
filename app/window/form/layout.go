//go:build !nowindow

package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
)

// tight is the space between the lines of a setting. Labels and notes have a padding of their own.
const tight = -8

// above puts a setting's parts below each other: its name, its input, what more there is to say, and the note about it.
func above(name string, parts ...fyne.CanvasObject) fyne.CanvasObject {
	label := widget.NewLabel(name)
	label.SizeName = theme.SizeNameCaptionText
	return container.New(layout.NewCustomPaddedVBoxLayout(tight), append([]fyne.CanvasObject{label}, parts...)...)
}

// named is the setting with its name above it and its note below.
func (d *field) named() fyne.CanvasObject { return above(d.label, d.input, d.note) }

// bare is the setting where a heading or the input itself names it.
func (d *field) bare() fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedVBoxLayout(tight), d.input, d.note)
}

// hinted is named with the unit and range of the setting.
func (d *field) hinted(hint string) fyne.CanvasObject {
	n := widgets.NewNote()
	n.Say(hint)
	return above(d.label, d.input, d.note, n)
}

// pair puts two settings beside each other.
func pair(left, right fyne.CanvasObject) fyne.CanvasObject {
	return container.NewGridWithColumns(2, left, right)
}

// section puts settings below each other under a heading.
func section(heading string, settings ...fyne.CanvasObject) fyne.CanvasObject {
	head := widget.NewLabelWithStyle(heading, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	all := append([]fyne.CanvasObject{widget.NewSeparator(), head}, settings...)
	return container.New(layout.NewCustomPaddedVBoxLayout(0), append(all, gap())...)
}

// gap is a little empty room.
func gap() fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedLayout(8, 0, 0, 0))
}

// layout arranges the window: a line that says how things are, or the steps of a first start; the sections; "More"; and a bar with
// the test and Save that is always on the screen. The order is also that of the Tab key.
func (f *Form) layout(sections []fyne.CanvasObject, more fyne.CanvasObject) fyne.CanvasObject {
	f.fold = newFold(f, f.b.Text("more"), more)
	margin := layout.NewCustomPaddedLayout(0, 0, 0, 12) // for the scroll bar, which would cover the inputs
	bar := container.New(margin, container.NewVBox(
		widget.NewSeparator(),
		f.check.result,
		f.status,
		container.NewHBox(layout.NewSpacer(), f.check.button, f.saveButton),
	))
	all := container.NewVBox(f.guide.content)
	all.Objects = append(append(all.Objects, sections...), widget.NewSeparator(), f.fold.content)
	f.scroll = container.NewVScroll(container.New(margin, all))
	return container.New(layout.NewCustomPaddedLayout(8, 12, 16, 4), container.NewBorder(nil, bar, nil, nil, f.scroll))
}
