//go:build !nowindow

package widgets

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// The ring is found by comparing one point of a button, drawn with and without the focus.
func TestTheRingIsSeenOnEachButton(t *testing.T) {
	const want = 3
	importances := map[string]widget.Importance{
		"Save": widget.HighImportance, "a yes that cannot be undone": widget.DangerImportance,
		"Try it, lit": widget.SuccessImportance, "any other": widget.MediumImportance, "More": widget.LowImportance,
	}
	for variant, name := range map[fyne.ThemeVariant]string{theme.VariantLight: "light", theme.VariantDark: "dark"} {
		for what, importance := range importances {
			t.Run(name+", "+what, func(t *testing.T) {
				test.NewTempApp(t).Settings().SetTheme(fixed{Theme(), variant})
				b := NewButton("text", func() {})
				b.Importance = importance
				w := test.NewWindow(container.NewCenter(b))
				defer w.Close()
				w.Resize(fyne.NewSize(200, 100))
				at := func() color.NRGBA {
					p := fyne.CurrentApp().Driver().AbsolutePositionForObject(b).AddXY(b.Size().Width/2, ringInset)
					scale := w.Canvas().Scale()
					c := w.Canvas().Capture().At(int(p.X*scale), int(p.Y*scale))
					return color.NRGBAModel.Convert(c).(color.NRGBA)
				}
				rest := at()
				w.Canvas().Focus(b)
				focused := at()
				got := contrast(rest, focused)
				t.Logf("contrast %.2f", got)
				if got < want {
					t.Errorf("contrast %.2f between %v and %v, want %d", got, rest, focused, want)
				}
				w.Canvas().Unfocus()
				if at() != rest {
					t.Error("the ring stays when the focus is gone")
				}
			})
		}
	}
}

// fixed is a theme that is light or dark regardless of the desktop.
type fixed struct {
	fyne.Theme
	variant fyne.ThemeVariant
}

func (f fixed) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	return f.Theme.Color(name, f.variant)
}
