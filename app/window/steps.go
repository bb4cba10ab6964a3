//go:build !nowindow

package window

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
)

// Steps is a window with instructions for something outside this program, and a text to
// copy.
type Steps struct {
	Version            string
	Icon               []byte
	Head               string
	Lines              []string
	Text               string // the text to copy
	Copy, Copied, Shut string // the buttons, and the sentence after a copy
}

// Show shows the steps and blocks until the window closes. Call it on the main goroutine,
// once. The error wraps ErrNoWindow if no window can be made.
func (s Steps) Show() error {
	if err := checkOpenGL(); err != nil {
		return err
	}
	a := newApp(s.Version, s.Icon)
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

// content returns the window's content and the control that gets the focus.
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
	copied := widgets.NewButton(s.Copy, func() {
		clipboard.SetContent(s.Text)
		said.SetText(s.Copied)
	})
	copied.Importance = widget.HighImportance
	rows = append(rows, widget.NewSeparator(), text)
	buttons := container.NewHBox(copied, widgets.NewButton(s.Shut, shut), said)
	return container.NewPadded(container.NewBorder(nil, buttons, nil, nil, container.NewVScroll(container.NewVBox(rows...)))), copied
}
