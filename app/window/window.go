//go:build !nowindow

package window

import (
	"errors"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"github.com/wolkvox-hold/wolkvox-hold/app/window/form"
)

const (
	appID = "io.github.wolkvox_hold.WolkvoxHold"
	title = "Wolkvox Hold"

	// lastWork is how long a closed window waits for a save that was on its way,
	// or for the capture lease to be given back. The lease ends with the
	// connection anyhow.
	lastWork = 3 * time.Second
)

// size fits a 1280x720 screen at 100 % with a taskbar, in Fyne's units.
var size = fyne.NewSize(620, 600)

// ErrNoWindow means that no window could be made: there is no display, or it has
// no OpenGL. Fyne itself has written why to standard error.
var ErrNoWindow = errors.New("no window could be made: it needs a display with OpenGL; use wolkvox-hold config instead")

// Run shows the settings window and blocks until it closes. It must be called on
// the main goroutine, once. Where no window can be made it returns an error that
// wraps ErrNoWindow.
func Run(b form.Backend) error {
	if err := drawable(); err != nil {
		return err
	}
	a := begin(b.Version, b.Icon)
	w := a.NewWindow(title)
	f := form.New(w, b)
	w.SetContent(f.Content())
	w.Resize(size)
	w.CenterOnScreen()
	a.Lifecycle().SetOnStarted(f.Open)
	if err := show(w); err != nil {
		return err
	}
	fit(w)
	a.Run()
	f.Wait(lastWork)
	return nil
}

// begin starts Fyne. Icon is a PNG, or nil.
func begin(version string, icon []byte) fyne.App {
	app.SetMetadata(fyne.AppMetadata{ID: appID, Name: title, Version: version})
	a := app.NewWithID(appID)
	if len(icon) > 0 {
		a.SetIcon(fyne.NewStaticResource("icon.png", icon))
	}
	a.Settings().SetTheme(form.Theme())
	return a
}
