// Package winapi has what several packages call of Windows in the same way: windows and their
// messages, the screen of a window, fonts and texts, the icon in the taskbar, and the wait for
// files in use. The structures are here for all systems, so that tests pin their sizes everywhere.
//
// What only one package calls is in that package.
package winapi

//lint:file-ignore U1000 Only the code for Windows uses all of it; the tests run everywhere.

// Rect is RECT (windef.h), in pixels.
type Rect struct{ Left, Top, Right, Bottom int32 }

// Area is the Rect with these sides.
func Area(left, top, right, bottom int32) Rect { return Rect{left, top, right, bottom} }

// Width is the width of r.
func (r Rect) Width() int32 { return r.Right - r.Left }

// Height is the height of r.
func (r Rect) Height() int32 { return r.Bottom - r.Top }

// Scale converts a length at 96 DPI.
func Scale(length, dpi int32) int32 { return length * dpi / 96 }

// windowClass is WNDCLASSEXW (winuser.h).
type windowClass struct {
	size, style             uint32
	procedure               uintptr
	classExtra, windowExtra int32
	instance, icon          uintptr
	cursor, background      uintptr
	menuName, name          *uint16
	smallIcon               uintptr
}

// Message is MSG (winuser.h).
type Message struct {
	Window         uintptr
	Message        uint32
	WParam, LParam uintptr
	Time           uint32 // when it was posted, as [TickCount] counts
	X, Y           int32
	private        uint32
}

// LogFont is LOGFONTW (wingdi.h).
type LogFont struct {
	Height, Width, Escapement, Orientation, Weight int32

	Italic, Underline, StrikeOut, CharSet             byte
	OutPrecision, ClipPrecision, Quality, PitchFamily byte
	FaceName                                          [32]uint16
}

// monitorInfo is MONITORINFO (winuser.h).
type monitorInfo struct {
	size          uint32
	monitor, work Rect
	flags         uint32
}

// nonClientMetrics is NONCLIENTMETRICSW (winuser.h) since Windows Vista.
type nonClientMetrics struct {
	size                                  uint32
	border, scrollWidth, scrollHeight     int32
	captionWidth, captionHeight           int32
	caption                               LogFont
	smallCaptionWidth, smallCaptionHeight int32
	smallCaption                          LogFont
	menuWidth, menuHeight                 int32
	menu, status, message                 LogFont
	paddedBorder                          int32
}

// IconData is NOTIFYICONDATAW in its latest form (shellapi.h, Windows Vista). The structure of
// fyne.io/systray cannot be used: it has two fields for the union of uTimeout and uVersion, which
// moves the title.
type IconData struct {
	size            uint32
	Window          uintptr
	id              uint32
	Flags           uint32
	callbackMessage uint32
	Icon            uintptr
	Tip             [128]uint16
	State           uint32
	StateMask       uint32
	Info            [256]uint16
	timeout         uint32 // union with the version
	InfoTitle       [64]uint16
	InfoFlags       uint32
	item            [4]uint32 // a GUID
	BalloonIcon     uintptr
}
