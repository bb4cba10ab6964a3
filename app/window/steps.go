//go:build !nowindow

package window

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/window/form"
)

// Steps is a window that says how to do something elsewhere, with a text to copy.
type Steps struct {
	Version            string
	Icon               []byte
	Head               string
	Lines              []string
	Text               string // what is copied
	Copy, Copied, Shut string // the buttons, and what is said after a copy
}

// Show shows the steps and blocks until the window closes. It must be called on the
// main goroutine, once. Where no window can be made it returns an error that wraps
// ErrNoWindow.
func (s Steps) Show() error {
	if err := drawable(); err != nil {
		return err
	}
	a := begin(s.Version, s.Icon)
	w := a.NewWindow(title)
	content, first := s.content(a.Clipboard(), w.Close)
	w.SetContent(content)
	w.Resize(fyne.NewSize(560, 320))
	w.CenterOnScreen()
	if err := show(w); err != nil {
		return err
	}
	w.Canvas().Focus(first)
	a.Run()
	return nil
}

// content is what the window holds, and what has the focus first.
func (s Steps) content(clipboard fyne.Clipboard, shut func()) (content fyne.CanvasObject, first fyne.Focusable) {
	rows := []fyne.CanvasObject{widget.NewLabelWithStyle(s.Head, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})}
	for i, line := range s.Lines {
		row := widget.NewLabel(fmt.Sprintf("%d. %s", i+1, line))
		row.Wrapping = fyne.TextWrapWord
		rows = append(rows, row)
	}
	text := widget.NewLabelWithStyle(s.Text, fyne.TextAlignLeading, fyne.TextStyle{Monospace: true})
	text.Wrapping = fyne.TextWrapBreak
	said := widget.NewLabel("")
	copied := form.NewButton(s.Copy, func() {
		clipboard.SetContent(s.Text)
		said.SetText(s.Copied)
	})
	copied.Importance = widget.HighImportance
	rows = append(rows, widget.NewSeparator(), text)
	buttons := container.NewHBox(copied, form.NewButton(s.Shut, shut), said)
	return container.NewPadded(container.NewBorder(nil, buttons, nil, nil, container.NewVScroll(container.NewVBox(rows...)))), copied
}
