//go:build !nowindow

package widgets

import (
	"image/color"
	"math"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// contrast is the ratio of WCAG 2.1 between two colours, 1 to 21.
func contrast(a, b color.NRGBA) float64 {
	light := func(c color.NRGBA) float64 {
		part := func(v uint8) float64 {
			s := float64(v) / 255
			if s <= 0.04045 {
				return s / 12.92
			}
			return math.Pow((s+0.055)/1.055, 2.4)
		}
		return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
	}
	x, y := light(a), light(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// over blends a transparent colour over another one.
func over(top, below color.NRGBA) color.NRGBA {
	mix := func(t, b uint8) uint8 {
		return uint8((int(t)*int(top.A) + int(b)*(255-int(top.A))) / 255)
	}
	return color.NRGBA{mix(top.R, below.R), mix(top.G, below.G), mix(top.B, below.B), 0xff}
}

// TestEveryTextCanBeRead measures the contrast of each text with its background, light
// and dark, with and without the pointer.
func TestEveryTextCanBeRead(t *testing.T) {
	const (
		text  = 4.5
		shape = 3.0
	)
	pairs := []struct {
		what   string
		front  fyne.ThemeColorName
		behind []fyne.ThemeColorName // the lowest first
		want   float64
	}{
		{"a label", theme.ColorNameForeground, []fyne.ThemeColorName{theme.ColorNameBackground}, text},
		{"typed text", theme.ColorNameForeground, []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameInputBackground}, text},
		{"selected text", theme.ColorNameForeground, []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameInputBackground, theme.ColorNameSelection}, text},
		{"a hint in an input", theme.ColorNamePlaceHolder, []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameInputBackground}, text},
		{"a value that IT enforces", theme.ColorNameDisabled, []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameInputBackground}, text},
		{"a disabled label", theme.ColorNameDisabled, []fyne.ThemeColorName{theme.ColorNameBackground}, text},
		{"a disabled button", theme.ColorNameDisabled, []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameDisabledButton}, text},
		{"a button", theme.ColorNameForeground, []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameButton}, text},
		{"a button under the pointer", theme.ColorNameForeground, []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameButton, theme.ColorNameHover}, text},
		{"a list with the focus", theme.ColorNameForeground, []fyne.ThemeColorName{theme.ColorNameBackground, theme.ColorNameInputBackground, theme.ColorNameFocus}, text},
		{"a reason", theme.ColorNameError, []fyne.ThemeColorName{theme.ColorNameBackground}, text},
		{"good news", theme.ColorNameSuccess, []fyne.ThemeColorName{theme.ColorNameBackground}, text},
		{"Save", theme.ColorNameForegroundOnPrimary, []fyne.ThemeColorName{theme.ColorNamePrimary}, text},
		{"Save under the pointer", theme.ColorNameForegroundOnPrimary, []fyne.ThemeColorName{theme.ColorNamePrimary, theme.ColorNameHover}, text},
		{"a yes that cannot be undone", theme.ColorNameForegroundOnError, []fyne.ThemeColorName{theme.ColorNameError}, text},
		{"Try it, lit", theme.ColorNameForegroundOnSuccess, []fyne.ThemeColorName{theme.ColorNameSuccess}, text},
		{"a choice in a list", theme.ColorNameForeground, []fyne.ThemeColorName{theme.ColorNameMenuBackground}, text},
		{"a choice under the pointer", theme.ColorNameForeground, []fyne.ThemeColorName{theme.ColorNameMenuBackground, theme.ColorNameHover}, text},
		{"a choice with the focus", theme.ColorNameForeground, []fyne.ThemeColorName{theme.ColorNameMenuBackground, theme.ColorNameFocus}, text},

		{"the edge of an input", theme.ColorNameInputBorder, []fyne.ThemeColorName{theme.ColorNameBackground}, shape},
		{"the edge of the input with the focus", theme.ColorNamePrimary, []fyne.ThemeColorName{theme.ColorNameBackground}, shape},
	}
	for variant, name := range map[fyne.ThemeVariant]string{theme.VariantLight: "light", theme.VariantDark: "dark"} {
		colour := func(n fyne.ThemeColorName) color.NRGBA {
			return color.NRGBAModel.Convert(Theme().Color(n, variant)).(color.NRGBA)
		}
		worst := 21.0
		for _, p := range pairs {
			ground := colour(p.behind[0])
			for _, b := range p.behind[1:] {
				ground = over(colour(b), ground)
			}
			got := contrast(over(colour(p.front), ground), ground)
			if p.want == text {
				worst = min(worst, got)
			}
			if got < p.want {
				t.Errorf("%s, %s: contrast %.2f, want %.1f", name, p.what, got, p.want)
			}
		}
		t.Logf("%s: the least contrast of a text is %.2f", name, worst)
	}
}

// A list or a switch shows its focus by colour; a button shows it by its ring
// (TestTheRingIsSeenOnEachButton).
func TestTheFocusIsSeen(t *testing.T) {
	for variant, name := range map[fyne.ThemeVariant]string{theme.VariantLight: "light", theme.VariantDark: "dark"} {
		colour := func(n fyne.ThemeColorName) color.NRGBA {
			return color.NRGBAModel.Convert(Theme().Color(n, variant)).(color.NRGBA)
		}
		for rest, want := range map[fyne.ThemeColorName]float64{
			theme.ColorNameBackground: 3, theme.ColorNameInputBackground: 3,
		} {
			without := over(colour(rest), colour(theme.ColorNameBackground))
			got := contrast(over(colour(theme.ColorNameFocus), without), without)
			t.Logf("%s, on %s: %.2f", name, rest, got)
			if got < want {
				t.Errorf("%s, on %s: contrast %.2f, want %.1f", name, rest, got, want)
			}
		}
	}
}
