//go:build !nowindow

package window

import (
	"fyne.io/fyne/v2"

	"github.com/wolkvox-hold/wolkvox-hold/app/window/form"
)

// extensionSize is that of the small window; it grows with its sentences.
var extensionSize = fyne.NewSize(420, 200)

// RunExtension shows the small window that changes the extension alone. It blocks
// as Run does, and has the same rules.
func RunExtension(b form.ExtensionBackend) error {
	if err := drawable(); err != nil {
		return err
	}
	a := begin(b.Version, b.Icon)
	w := a.NewWindow(b.Title)
	f := form.NewExtension(w, b)
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
	f.Wait(lastWork)
	return nil
}
