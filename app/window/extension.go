//go:build !nowindow

package window

import (
	"fyne.io/fyne/v2"

	"github.com/wolkvox-hold/wolkvox-hold/app/window/extension"
)

// extensionSize is the minimum; the window grows with its sentences.
var extensionSize = fyne.NewSize(420, 200)

// RunExtension shows the small window that changes only the extension. It blocks and
// returns errors as Run does.
func RunExtension(b extension.Backend) error {
	if err := checkOpenGL(); err != nil {
		return err
	}
	a := newApp(b.Version, b.Icon)
	w := a.NewWindow(b.Title)
	f := extension.New(w, b)
	w.SetContent(f.Content())
	w.Resize(extensionSize)
	w.SetFixedSize(true)
	w.CenterOnScreen()
	a.Lifecycle().SetOnStarted(func() {
		w.RequestFocus()
		f.Open()
	})
	if err := show(w); err != nil {
		return err
	}
	a.Run()
	f.Wait(closeTimeout)
	return nil
}
