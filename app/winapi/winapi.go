// Package winapi has what several packages call of Windows in the same way: the loop of
// messages, the screen of a window, and its font; and their patience with files in use. The
// structures are here for all systems, so that tests pin their sizes everywhere.
//
// What only one package calls is in that package.
package winapi

//lint:file-ignore U1000 Only the code for Windows uses all of it; the tests run everywhere.

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

// monitorInfo is MONITORINFO (winuser.h). Its rectangles are left, top, right, bottom.
type monitorInfo struct {
	size          uint32
	monitor, work [4]int32
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
