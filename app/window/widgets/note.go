//go:build !nowindow

package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Note is a short sentence below an input. It is hidden while it is empty.
type Note struct{ widget.Label }

// NewNote returns an empty note.
func NewNote() *Note {
	n := &Note{}
	n.ExtendBaseWidget(n)
	n.Wrapping = fyne.TextWrapWord
	n.SizeName = theme.SizeNameCaptionText
	n.Hide()
	return n
}

// Say shows a sentence.
func (n *Note) Say(text string) { n.show(text, widget.MediumImportance) }

// Problem shows what is wrong.
func (n *Note) Problem(text string) { n.show(text, widget.DangerImportance) }

// Good shows that something worked.
func (n *Note) Good(text string) { n.show(text, widget.SuccessImportance) }

// Clear hides the note.
func (n *Note) Clear() { n.show("", widget.MediumImportance) }

// HasProblem reports whether the note shows what is wrong.
func (n *Note) HasProblem() bool { return n.Visible() && n.Importance == widget.DangerImportance }

func (n *Note) show(text string, importance widget.Importance) {
	n.Importance = importance
	n.SetText(text)
	if text == "" {
		n.Hide()
	} else {
		n.Show()
	}
}
