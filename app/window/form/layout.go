//go:build !nowindow

package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// row is a label with what stands to its right.
type row struct {
	label string
	right fyne.CanvasObject
}

// row is the field with its label.
func (d *field) row() row { return row{d.label, d.noted(d.input)} }

// with is row with something below the note.
func (d *field) with(below fyne.CanvasObject) row {
	return row{d.label, container.NewVBox(d.noted(d.input), below)}
}

// noted puts the note close below its input: with the padding of a label it would
// stand between two inputs, and one beside each would not fit the window.
func (d *field) noted(input fyne.CanvasObject) fyne.CanvasObject {
	return container.New(layout.NewCustomPaddedVBoxLayout(-6), input, d.note)
}

// hinted is the field with its unit and range beside it.
func (d *field) hinted(hint string) row {
	n := newNote()
	n.say(hint)
	return row{d.label, d.noted(container.NewGridWithColumns(2, container.NewVBox(d.input), n))}
}

// table puts rows below each other, which is the order of the Tab key, too.
func table(rows ...row) fyne.CanvasObject {
	c := container.New(layout.NewFormLayout())
	for _, r := range rows {
		c.Add(container.NewVBox(widget.NewLabel(r.label))) // at the top of its row, however high that is
		c.Add(r.right)
	}
	return c
}

// layout puts the parts together: what everybody needs, the rest folded away,
// and below, always on the screen, the test and Save.
func (f *Form) layout(first, more fyne.CanvasObject) fyne.CanvasObject {
	f.fold = newFold(f, f.b.Text(TextSectionMore), more)
	bar := container.NewVBox(
		widget.NewSeparator(),
		f.check.result,
		container.NewBorder(nil, nil, f.check.button, f.saveButton, f.status),
	)
	clear := layout.NewCustomPaddedLayout(0, 0, 0, 12) // of the scroll bar, which appears over the inputs
	f.scroll = container.NewVScroll(container.New(clear, container.NewVBox(f.guide.content, first, f.fold.content)))
	return container.NewPadded(container.NewBorder(nil, bar, nil, nil, f.scroll))
}
