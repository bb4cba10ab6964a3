//go:build !nowindow

package form

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// note is a short sentence below an input. It is hidden while it is empty.
type note struct{ widget.Label }

func newNote() *note {
	n := &note{}
	n.ExtendBaseWidget(n)
	n.Wrapping = fyne.TextWrapWord
	n.SizeName = theme.SizeNameCaptionText
	n.Hide()
	return n
}

func (n *note) say(text string)     { n.show(text, widget.MediumImportance) }
func (n *note) problem(text string) { n.show(text, widget.DangerImportance) }
func (n *note) good(text string)    { n.show(text, widget.SuccessImportance) }
func (n *note) clear()              { n.show("", widget.MediumImportance) }

func (n *note) hasProblem() bool { return n.Visible() && n.Importance == widget.DangerImportance }

func (n *note) show(text string, importance widget.Importance) {
	n.Importance = importance
	n.SetText(text)
	if text == "" {
		n.Hide()
	} else {
		n.Show()
	}
}
