// Command baretray is the least that a tray program can be: the tray module with
// an icon and one menu item.
package main

import (
	"fyne.io/systray"

	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

func main() {
	systray.Run(func() {
		systray.SetIcon(assets.Icon("ready", 48))
		systray.SetTooltip("bare tray")
		systray.AddMenuItem("Quit", "")
	}, nil)
}
