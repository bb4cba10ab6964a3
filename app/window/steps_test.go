//go:build !nowindow

package window

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
)

// TestTheStepsAreCopied presses the button and looks into the clipboard.
func TestTheStepsAreCopied(t *testing.T) {
	a := test.NewTempApp(t)
	shut := false
	s := Steps{Head: "How", Lines: []string{"one", "two"}, Text: "wolkvox-hold toggle", Copy: "Copy", Copied: "Copied", Shut: "Close"}
	content, first := s.content(a.Clipboard(), func() { shut = true })
	w := test.NewTempWindow(t, content)
	w.Canvas().Focus(first)
	first.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	if got := a.Clipboard().Content(); got != "wolkvox-hold toggle" {
		t.Errorf("by the keyboard: the clipboard holds %q", got)
	}
	a.Clipboard().SetContent("")
	for _, b := range buttons(w.Content()) {
		test.Tap(b)
	}
	if got := a.Clipboard().Content(); got != "wolkvox-hold toggle" {
		t.Errorf("the clipboard holds %q", got)
	}
	if !shut {
		t.Error("Close does nothing")
	}
}

func buttons(o fyne.CanvasObject) (found []*widgets.Button) {
	switch o := o.(type) {
	case *widgets.Button:
		return []*widgets.Button{o}
	case *fyne.Container:
		for _, c := range o.Objects {
			found = append(found, buttons(c)...)
		}
	case *container.Scroll:
		return buttons(o.Content)
	}
	return found
}
