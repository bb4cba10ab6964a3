//go:build !nowindow

package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Theme is Fyne's default theme, light or dark like the desktop, with enough contrast to
// read text (4.5:1, WCAG 2.1, 1.4.3) and to see the focus (3:1, 1.4.11). This also holds
// for disabled values, which people read out to a help desk, and for the small notes.
func Theme() fyne.Theme { return legible{theme.DefaultTheme()} }

type legible struct{ fyne.Theme }

// colours replace Fyne's own.
var colours = map[fyne.ThemeColorName]struct{ light, dark color.NRGBA }{
	theme.ColorNameForeground:          {rgb(0x1f1f1f), rgb(0xffffff)},
	theme.ColorNamePlaceHolder:         {rgb(0x666666), rgb(0xb2b2b2)},
	theme.ColorNameDisabled:            {rgb(0x666666), rgb(0xb2b2b2)},
	theme.ColorNameError:               {rgb(0xb3261e), rgb(0xff8a80)},
	theme.ColorNameForegroundOnError:   {rgb(0xffffff), rgb(0x1b0000)},
	theme.ColorNameSuccess:             {rgb(0x1e6b24), rgb(0x7bd88f)},
	theme.ColorNameForegroundOnSuccess: {rgb(0xffffff), rgb(0x00210b)},
	theme.ColorNamePrimary:             {rgb(0x1f5fd6), rgb(0x6ba0f5)},
	theme.ColorNameForegroundOnPrimary: {rgb(0xffffff), rgb(0x001a3d)},
	// Transparent, because Fyne draws it over a list and behind the mark of a switch.
	theme.ColorNameFocus: {color.NRGBA{0x00, 0x2a, 0x80, 0x84}, color.NRGBA{0xff, 0xff, 0xff, 0x5a}},
	// Fyne's own colours are too close to the background.
	theme.ColorNameButton:      {rgb(0xe4e5ea), rgb(0x36373d)},
	theme.ColorNameInputBorder: {rgb(0x8a8a8a), rgb(0x8f8f97)},
	theme.ColorNameSeparator:   {rgb(0xdcdce0), rgb(0x3c3d44)},
}

func rgb(hex uint32) color.NRGBA {
	return color.NRGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 0xff}
}

func (l legible) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	c, ok := colours[name]
	switch {
	case !ok:
		return l.Theme.Color(name, variant)
	case variant == theme.VariantLight:
		return c.light
	}
	return c.dark
}
