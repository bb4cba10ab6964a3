//go:build !nowindow

package widgets

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Button is Fyne's button, improved for the keyboard. With the focus it shows a ring in
// the colour of its text instead of Fyne's tint (2.8.1), which is hardly visible on a
// strong colour and makes a green button less green. It also keeps the focus when it is
// pressed, unless its action moves the focus. Fyne's button loses it, and the next Tab
// would start at the top.
type Button struct {
	widget.Button
	self         widgetWithFocus // the button itself, or the type that embeds it
	focused      bool
	restoreFocus bool // it was pressed, and must get the focus back
}

type widgetWithFocus interface {
	fyne.Widget
	fyne.Focusable
}

// NewButton returns a button that calls tapped when it is pressed.
func NewButton(text string, tapped func()) *Button {
	b := &Button{}
	b.Extend(b, text, tapped)
	return b
}

// Extend is NewButton for a type that embeds Button, which self is.
func (b *Button) Extend(self widgetWithFocus, text string, tapped func()) {
	b.self, b.Text, b.OnTapped = self, text, tapped
	b.ExtendBaseWidget(self)
}

// FocusGained implements fyne.Focusable.
func (b *Button) FocusGained() {
	b.focused = true // Fyne's own FocusGained is not called, so it draws no tint
	b.Refresh()
}

// FocusLost implements fyne.Focusable.
func (b *Button) FocusLost() {
	b.focused = false
	b.Refresh()
}

// Tapped presses the button.
func (b *Button) Tapped(e *fyne.PointEvent) {
	if b.Disabled() {
		return
	}
	b.restoreFocus = true
	b.Button.Tapped(e)
	b.refocus()
}

// TypedKey lets Space and Enter press the button.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		b.Tapped(nil)
	}
}

// Enable also gives the focus back to a button that was disabled when it was pressed.
func (b *Button) Enable() {
	b.Button.Enable()
	b.refocus()
}

// refocus takes the focus back after a press, if nothing else has it.
func (b *Button) refocus() {
	if !b.restoreFocus || b.Disabled() {
		return
	}
	b.restoreFocus = false
	if c := fyne.CurrentApp().Driver().CanvasForObject(b.self); c != nil && c.Focused() == nil {
		c.Focus(b.self)
	}
}

// CreateRenderer is called by Fyne.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b.self)
	r := &ringRenderer{b.Button.CreateRenderer(), b, canvas.NewRectangle(color.Transparent)}
	r.show()
	return r
}

// ringRenderer draws the ring over Fyne's button.
type ringRenderer struct {
	fyne.WidgetRenderer
	b    *Button
	ring *canvas.Rectangle
}

const (
	ringInset = 3 // to the middle of the line
	ringWidth = 2
)

// Objects is called by Fyne.
func (r *ringRenderer) Objects() []fyne.CanvasObject {
	return append(slices.Clip(r.WidgetRenderer.Objects()), r.ring)
}

// Layout is called by Fyne.
func (r *ringRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.ring.Move(fyne.NewPos(ringInset, ringInset))
	r.ring.Resize(size.SubtractWidthHeight(2*ringInset, 2*ringInset))
}

// Refresh is called by Fyne.
func (r *ringRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	r.show()
	r.ring.Refresh()
}

func (r *ringRenderer) show() {
	th := r.b.Theme()
	r.ring.StrokeColor = th.Color(ringColour(r.b.Importance), fyne.CurrentApp().Settings().ThemeVariant())
	r.ring.StrokeWidth = ringWidth
	r.ring.CornerRadius = max(0, th.Size(theme.SizeNameButtonRadius)-ringInset)
	r.ring.Hidden = !r.b.focused
}

// ringColour is the colour of the button's text, which contrasts with the button.
func ringColour(importance widget.Importance) fyne.ThemeColorName {
	switch importance {
	case widget.HighImportance:
		return theme.ColorNameForegroundOnPrimary
	case widget.DangerImportance:
		return theme.ColorNameForegroundOnError
	case widget.SuccessImportance:
		return theme.ColorNameForegroundOnSuccess
	}
	return theme.ColorNameForeground
}
