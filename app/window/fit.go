//go:build !nowindow

package window

import "fyne.io/fyne/v2"

// frameSize is the size of a title bar and borders, in Fyne's units.
var frameSize = fyne.NewSize(16, 48)

// fittedSize returns the size for a window that should have the size wanted. The free
// area of the screen is given in pixels. At a scale of 200 % the window would be higher
// than many screens, and its bar with Save must stay visible; the rest can scroll.
func fittedSize(wanted fyne.Size, width, height int, scale float32) fyne.Size {
	if width <= 0 || height <= 0 || scale <= 0 {
		return wanted
	}
	return fyne.NewSize(
		min(wanted.Width, float32(width)/scale-frameSize.Width),
		min(wanted.Height, float32(height)/scale-frameSize.Height))
}

// fitToScreen shrinks w, which is shown already, to its screen.
func fitToScreen(w fyne.Window) {
	width, height := workArea()
	if got := fittedSize(size, width, height, w.Canvas().Scale()); got != size {
		w.Resize(got)
		w.CenterOnScreen()
	}
}
