//go:build !nowindow

package window

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// legible is Fyne's own theme, light or dark as the desktop has it, with text
// that can be read: a value that IT enforces is disabled but is read out to a
// help desk, and the reason beside a field stands in small type.
type legible struct{ fyne.Theme }

func (l legible) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	light := variant == theme.VariantLight
	switch {
	case name == theme.ColorNameDisabled && light:
		return color.NRGBA{0x86, 0x86, 0x86, 0xff}
	case name == theme.ColorNameDisabled:
		return color.NRGBA{0x90, 0x90, 0x90, 0xff}
	case name == theme.ColorNamePlaceHolder && light:
		return color.NRGBA{0x6e, 0x6e, 0x6e, 0xff}
	case name == theme.ColorNameForeground && light:
		return color.NRGBA{0x2b, 0x2b, 0x2b, 0xff}
	case name == theme.ColorNameError && light:
		return color.NRGBA{0xc6, 0x28, 0x28, 0xff}
	case name == theme.ColorNameSuccess && light:
		return color.NRGBA{0x2e, 0x7d, 0x32, 0xff}
	}
	return l.Theme.Color(name, variant)
}
