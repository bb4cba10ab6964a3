package notify

//lint:file-ignore U1000 Only the code for Windows uses all of it; the tests run everywhere.

import "github.com/wolkvox-hold/wolkvox-hold/app/winapi"

// The note window shows a note where Windows would show no balloon. This file has what it decides
// and the structures that it passes to Windows, window_windows.go the window itself.

// noteSizes are the lengths of the note window at 96 DPI.
const (
	noteWidth  = 360
	noteMargin = 12 // around the contents, and between window and edge of the screen
	noteIcon   = 32
	noteGap    = 4 // between title and text
)

// noteLayout has all positions: of the window on the screen, of the rest in the window.
type noteLayout struct{ window, icon, title, body winapi.Rect }

// textWidth is the width of the two texts in a work area.
func textWidth(work winapi.Rect, dpi int32) int32 {
	return max(1, noteOuterWidth(work, dpi)-3*winapi.Scale(noteMargin, dpi)-winapi.Scale(noteIcon, dpi))
}

func noteOuterWidth(work winapi.Rect, dpi int32) int32 {
	return max(1, min(winapi.Scale(noteWidth, dpi), work.Right-work.Left-2*winapi.Scale(noteMargin, dpi)))
}

// layoutNote puts the window into the lower right corner of the work area, where Windows shows its
// own notifications, for texts of these heights. What does not fit is cut at the bottom.
func layoutNote(work winapi.Rect, dpi, title, body int32) noteLayout {
	margin, icon, gap := winapi.Scale(noteMargin, dpi), winapi.Scale(noteIcon, dpi), winapi.Scale(noteGap, dpi)
	width := noteOuterWidth(work, dpi)
	height := min(max(title+gap+body, icon)+2*margin, max(1, work.Bottom-work.Top-2*margin))
	right, bottom := work.Right-margin, work.Bottom-margin
	left := 2*margin + icon
	end := max(left+1, width-margin)
	return noteLayout{
		window: winapi.Area(right-width, bottom-height, right, bottom),
		icon:   winapi.Area(margin, margin, margin+icon, margin+icon),
		title:  winapi.Area(left, margin, end, margin+title),
		body:   winapi.Area(left, margin+title+gap, end, max(margin+title+gap, height-margin)),
	}
}

// paintStruct is PAINTSTRUCT (winuser.h).
type paintStruct struct {
	dc                 uintptr
	erase              int32
	paint              winapi.Rect
	restore, incUpdate int32
	reserved           [32]byte
}
