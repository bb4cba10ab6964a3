//go:build !nowindow

package window

import (
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"github.com/wolkvox-hold/wolkvox-hold/app/window/form"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
)

const (
	appID = "io.github.wolkvox_hold.WolkvoxHold"
	title = "Wolkvox Hold"

	// closeTimeout is how long a closed window waits for a running save, or for the
	// release of the capture lease, which would end with the connection anyway.
	closeTimeout = 3 * time.Second
)

// size, in Fyne's units, fits a 1280x720 screen at 100 % with a taskbar.
var size = fyne.NewSize(480, 620)

// ErrNoWindow means that no window could be made, because there is no display or it has
// no OpenGL. Fyne has written the reason to standard error.
var ErrNoWindow = errors.New("no window could be made: it needs a display with OpenGL; use wolkvox-hold config instead")

// Run shows the settings window and blocks until it closes. Call it on the main
// goroutine, once. The error wraps ErrNoWindow if no window can be made.
func Run(b form.Backend) error {
	if err := checkOpenGL(); err != nil {
		return err
	}
	a := newApp(b.Version, b.Icon)
	w := a.NewWindow(title)
	f := form.New(w, b)
	w.SetContent(f.Content())
	w.Resize(size)
	w.CenterOnScreen()
	a.Lifecycle().SetOnStarted(f.Open)
	if err := show(w); err != nil {
		return err
	}
	fitToScreen(w)
	a.Run()
	f.Wait(closeTimeout)
	return nil
}

// newApp sets up Fyne. Icon is a PNG, or nil.
func newApp(version string, icon []byte) fyne.App {
	app.SetMetadata(fyne.AppMetadata{ID: appID, Name: title, Version: version})
	a := app.NewWithID(appID)
	if len(icon) > 0 {
		a.SetIcon(fyne.NewStaticResource("icon.png", icon))
	}
	a.Settings().SetTheme(widgets.Theme())
	return a
}
