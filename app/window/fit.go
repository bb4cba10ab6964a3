//go:build !nowindow

package window

import "fyne.io/fyne/v2"

// frame is what a title bar and borders may take, in Fyne's units.
var frame = fyne.NewSize(16, 48)

// fitting returns the size of a window that is to have wanted, on a screen with that
// much free room, in pixels, at a scale: at 200 % the window is higher than many
// screens, and its bar with Save must be on them. What does not fit scrolls.
func fitting(wanted fyne.Size, width, height int, scale float32) fyne.Size {
	if width <= 0 || height <= 0 || scale <= 0 {
		return wanted
	}
	return fyne.NewSize(
		min(wanted.Width, float32(width)/scale-frame.Width),
		min(wanted.Height, float32(height)/scale-frame.Height))
}

// fit makes w, which is shown, fit its screen.
func fit(w fyne.Window) {
	width, height := room()
	if got := fitting(size, width, height, w.Canvas().Scale()); got != size {
		w.Resize(got)
		w.CenterOnScreen()
	}
}
