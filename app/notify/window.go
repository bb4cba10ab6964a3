package notify

//lint:file-ignore U1000 Only the code for Windows uses all of it; the tests run everywhere.

// The note window shows a note where Windows would show no balloon. This file has what it decides
// and the structures that it passes to Windows, window_windows.go the window itself.

// rect is RECT (windef.h), in pixels of the screen.
type rect struct{ left, top, right, bottom int32 }

// noteSizes are the lengths of the note window at 96 DPI.
const (
	noteWidth  = 360
	noteMargin = 12 // around the contents, and between window and edge of the screen
	noteIcon   = 32
	noteGap    = 4 // between title and text
)

// noteLayout has all positions: of the window on the screen, of the rest in the window.
type noteLayout struct{ window, icon, title, body rect }

// scale converts a length at 96 DPI.
func scale(length, dpi int32) int32 { return length * max(dpi, 96) / 96 }

// textWidth is the width of the two texts in a work area.
func textWidth(work rect, dpi int32) int32 {
	return max(1, noteOuterWidth(work, dpi)-3*scale(noteMargin, dpi)-scale(noteIcon, dpi))
}

func noteOuterWidth(work rect, dpi int32) int32 {
	return max(1, min(scale(noteWidth, dpi), work.right-work.left-2*scale(noteMargin, dpi)))
}

// layoutNote puts the window into the lower right corner of the work area, where Windows shows its
// own notifications, for texts of these heights. What does not fit is cut at the bottom.
func layoutNote(work rect, dpi, title, body int32) noteLayout {
	margin, icon, gap := scale(noteMargin, dpi), scale(noteIcon, dpi), scale(noteGap, dpi)
	width := noteOuterWidth(work, dpi)
	height := min(max(title+gap+body, icon)+2*margin, max(1, work.bottom-work.top-2*margin))
	right, bottom := work.right-margin, work.bottom-margin
	left := 2*margin + icon
	end := max(left+1, width-margin)
	return noteLayout{
		window: rect{right - width, bottom - height, right, bottom},
		icon:   rect{margin, margin, margin + icon, margin + icon},
		title:  rect{left, margin, end, margin + title},
		body:   rect{left, margin + title + gap, end, max(margin+title+gap, height-margin)},
	}
}

// wndClassEx is WNDCLASSEXW (winuser.h).
type wndClassEx struct {
	size, style          uint32
	procedure            uintptr
	classExtra, wndExtra int32
	instance, icon       uintptr
	cursor, background   uintptr
	menuName, className  *uint16
	smallIcon            uintptr
}

// paintStruct is PAINTSTRUCT (winuser.h).
type paintStruct struct {
	dc                 uintptr
	erase              int32
	paint              rect
	restore, incUpdate int32
	reserved           [32]byte
}
