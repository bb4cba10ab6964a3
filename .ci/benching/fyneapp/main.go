// Command fyneapp is a tray program as the Fyne documentation shows it.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

func main() {
	a := app.NewWithID("io.github.wolkvox_hold.bench")
	desk, ok := a.(desktop.App)
	if !ok {
		panic("this desktop has no tray")
	}
	desk.SetSystemTrayIcon(fyne.NewStaticResource("ready.png", assets.Icon("ready", 48)))
	desk.SetSystemTrayMenu(fyne.NewMenu("bench", fyne.NewMenuItem("Toggle", func() {})))
	a.Run()
}
