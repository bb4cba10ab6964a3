//go:build !nowindow

package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
)

// row is a label and the object to its right.
type row struct {
	label string
	right fyne.CanvasObject
}

func (d *field) row() row { return row{d.label, d.withNote(d.input)} }

// rowWith is row with an object below the note.
func (d *field) rowWith(below fyne.CanvasObject) row {
	return row{d.label, container.NewVBox(d.withNote(d.input), below)}
}

// withNote puts the note close below its input. With the padding of a label, the note
// would seem to be between two inputs, and there is no room for a note beside each input.
func (d *field) withNote(input fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedVBoxLayout(-6), input, d.note)
}

// rowWithHint is row with the unit and range beside the input.
func (d *field) rowWithHint(hint string) row {
	n := widgets.NewNote()
	n.Say(hint)
	return row{d.label, d.withNote(container.NewGridWithColumns(2, container.NewVBox(d.input), n))}
}

// table puts rows below each other, which is also the order of the Tab key.
func table(rows ...row) fyne.CanvasObject {
	c := container.New(layout.NewFormLayout())
	for _, r := range rows {
		c.Add(container.NewVBox(widget.NewLabel(r.label))) // the VBox keeps the label at the top of its row
		c.Add(r.right)
	}
	return c
}

// layout arranges the window: the inputs that everybody needs, the others under "More",
// and a bar with the test and Save that is always on the screen.
func (f *Form) layout(first, more fyne.CanvasObject) fyne.CanvasObject {
	f.fold = newFold(f, f.b.Text(TextSectionMore), more)
	bar := container.NewVBox(
		widget.NewSeparator(),
		f.check.result,
		container.NewBorder(nil, nil, f.check.button, f.saveButton, f.status),
	)
	margin := layout.NewCustomPaddedLayout(0, 0, 0, 12) // for the scroll bar, which would cover the inputs
	f.scroll = container.NewVScroll(container.New(margin, container.NewVBox(f.guide.content, first, f.fold.content)))
	return container.NewPadded(container.NewBorder(nil, bar, nil, nil, f.scroll))
}
