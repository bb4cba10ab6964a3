//go:build !nowindow

package form

import (
	"image/color"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Button is Fyne's button, made fit for the keyboard. While it has the focus it has
// a ring in the colour of its text, in the place of the tint that Fyne (2.8.1) lays
// over it: that can hardly be seen on a strong colour, and makes a lit button less
// green. And it keeps the focus when it is pressed, unless what it does gives that to
// another; Fyne's takes it away, and the next Tab begins at the top.
type Button struct {
	widget.Button
	self    widgetWithFocus // the button itself, or what embeds it
	focused bool
	stays   bool // it was pressed, and has not got the focus back yet
}

type widgetWithFocus interface {
	fyne.Widget
	fyne.Focusable
}

// NewButton returns a button that calls tapped when it is pressed.
func NewButton(text string, tapped func()) *Button {
	b := &Button{}
	b.set(b, text, tapped)
	return b
}

func (b *Button) set(self widgetWithFocus, text string, tapped func()) {
	b.self, b.Text, b.OnTapped = self, text, tapped
	b.ExtendBaseWidget(self)
}

// FocusGained hears that keys come here.
func (b *Button) FocusGained() {
	b.focused = true // Fyne's own hears nothing of it, and lays no tint
	b.Refresh()
}

// FocusLost hears that keys go elsewhere.
func (b *Button) FocusLost() {
	b.focused = false
	b.Refresh()
}

// Tapped presses the button.
func (b *Button) Tapped(e *fyne.PointEvent) {
	if b.Disabled() {
		return
	}
	b.stays = true
	b.Button.Tapped(e)
	b.stay()
}

// TypedKey lets Space and Enter press the button.
func (b *Button) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		b.Tapped(nil)
	}
}

// Enable ends what Disable began; a button that was pressed and could not be pressed
// again meanwhile gets the focus back.
func (b *Button) Enable() {
	b.Button.Enable()
	b.stay()
}

// stay takes the focus back after a press, if nothing else has it.
func (b *Button) stay() {
	if !b.stays || b.Disabled() {
		return
	}
	b.stays = false
	if c := fyne.CurrentApp().Driver().CanvasForObject(b.self); c != nil && c.Focused() == nil {
		c.Focus(b.self)
	}
}

// CreateRenderer is called by Fyne.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	b.ExtendBaseWidget(b.self)
	r := &ringed{b.Button.CreateRenderer(), b, canvas.NewRectangle(color.Transparent)}
	r.show()
	return r
}

// ringed draws the ring over Fyne's button.
type ringed struct {
	fyne.WidgetRenderer
	b    *Button
	ring *canvas.Rectangle
}

const (
	ringInset = 3 // of the middle of its line
	ringWidth = 2
)

// Objects is called by Fyne.
func (r *ringed) Objects() []fyne.CanvasObject {
	return append(slices.Clip(r.WidgetRenderer.Objects()), r.ring)
}

// Layout is called by Fyne.
func (r *ringed) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.ring.Move(fyne.NewPos(ringInset, ringInset))
	r.ring.Resize(size.SubtractWidthHeight(2*ringInset, 2*ringInset))
}

// Refresh is called by Fyne.
func (r *ringed) Refresh() {
	r.WidgetRenderer.Refresh()
	r.show()
	r.ring.Refresh()
}

func (r *ringed) show() {
	th := r.b.Theme()
	r.ring.StrokeColor = th.Color(ringColour(r.b.Importance), fyne.CurrentApp().Settings().ThemeVariant())
	r.ring.StrokeWidth = ringWidth
	r.ring.CornerRadius = max(0, th.Size(theme.SizeNameButtonRadius)-ringInset)
	r.ring.Hidden = !r.b.focused
}

// ringColour is that of the button's text, which is told from every ground it has.
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
