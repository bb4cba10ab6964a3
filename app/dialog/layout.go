package dialog

//lint:file-ignore U1000 Only the code for Windows uses all of it; the tests run everywhere.

import (
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
)

// Lengths at 96 DPI.
const (
	margin      = 14
	gap         = 6  // between what belongs together
	space       = 12 // between what does not
	padding     = 4  // above and below the text of a button
	inputWidth  = 300
	buttonWidth = 88
	iconSmall   = 16
	iconLarge   = 32
)

// inputFrame is what is above and below the text of an input, together. It does not grow with the
// scale, as little as the frame that Windows draws there: the text is always at the top.
const inputFrame = 8

// sizes are the sizes of texts, in pixels, as they are drawn.
type sizes struct {
	line   int32   // the height of one line
	labels []int32 // widths
	notes  []int32 // heights, at the width of [noteWidth]; 0 for none
	intro  int32   // height, at the width of [textWidth]; 0 for none
	note   int32   // the same of what is below the fields
	ok     int32   // widths of the buttons' texts
	cancel int32
}

// places are the positions of the controls inside the window, and its inner size.
type places struct {
	intro, note           winapi.Rect
	labels, inputs, notes []winapi.Rect
	ok, cancel            winapi.Rect
	width, height         int32
}

func noteWidth(dpi int32) int32 { return winapi.Scale(inputWidth, dpi) }

// textWidth is the width of what is above and below the fields.
func textWidth(dpi int32, labels []int32) int32 {
	return labelWidth(labels) + winapi.Scale(space, dpi) + winapi.Scale(inputWidth, dpi)
}

func labelWidth(labels []int32) (widest int32) {
	for _, w := range labels {
		widest = max(widest, w)
	}
	return widest
}

// arrange places the controls: the labels in one column, the inputs with their notes in the next,
// the buttons at the lower right, where Windows has them.
func arrange(dpi int32, s sizes) (p places) {
	edge, near, far := winapi.Scale(margin, dpi), winapi.Scale(gap, dpi), winapi.Scale(space, dpi)
	button, height := s.line+2*winapi.Scale(padding, dpi), s.line+inputFrame
	input := edge + labelWidth(s.labels) + far
	right := input + winapi.Scale(inputWidth, dpi)
	y := edge
	text := func(height int32) winapi.Rect {
		r := winapi.Area(edge, y, right, y+height)
		if height > 0 {
			y += height + far
		}
		return r
	}
	p.intro = text(s.intro)
	for i := range s.labels {
		p.labels = append(p.labels, winapi.Area(edge, y+inputFrame/2, input-far, y+inputFrame/2+s.line))
		p.inputs = append(p.inputs, winapi.Area(input, y, right, y+height))
		y += height
		note := winapi.Area(input, y+near/2, right, y+near/2+s.notes[i])
		p.notes = append(p.notes, note)
		if s.notes[i] > 0 {
			y = note.Bottom
		}
		y += far
	}
	p.note = text(s.note)
	cancel := max(winapi.Scale(buttonWidth, dpi), s.cancel+2*far)
	ok := max(winapi.Scale(buttonWidth, dpi), s.ok+2*far)
	p.cancel = winapi.Area(right-cancel, y, right, y+button)
	p.ok = winapi.Area(p.cancel.Left-near-ok, y, p.cancel.Left-near, y+button)
	p.width, p.height = right+edge, y+button+edge
	return p
}

// fitting returns the scale at which a window of that outer height fits a screen: dpi, or less on
// a screen that is too small for its scale. Small letters are better than a button that cannot be
// seen.
func fitting(dpi, height, screen int32) int32 {
	const least = 72
	if height <= screen || screen <= 0 {
		return dpi
	}
	return max(least, dpi*screen/height-1)
}

// center places a window of that size into the middle of the work area of a screen. Its upper left
// corner is always inside.
func center(work winapi.Rect, width, height int32) (left, top int32) {
	return max(work.Left, work.Left+(work.Width()-width)/2), max(work.Top, work.Top+(work.Height()-height)/2)
}

// accessKeys marks in each text a letter that no other one has, by & before it, so that Alt with it
// reaches the control. A letter at the beginning of a word is best. Only letters without accents
// count, since all keyboards have those. A text without a free letter gets none.
func accessKeys(texts []string) []string {
	used := map[rune]bool{}
	marked := make([]string, len(texts))
	for n, text := range texts {
		at := -1
		for _, wanted := range []bool{true, false} { // first the beginnings of words
			before := ' '
			for i, r := range text {
				begins := before == ' '
				before = r
				if at < 0 && begins == wanted && isLetter(r) && !used[r|0x20] {
					at = i
				}
			}
		}
		if at < 0 {
			marked[n] = plain(text)
			continue
		}
		used[rune(text[at])|0x20] = true
		marked[n] = plain(text[:at]) + "&" + plain(text[at:])
	}
	return marked
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// plain keeps Windows from taking an & of a text for a mark.
func plain(text string) string { return strings.ReplaceAll(text, "&", "&&") }

// light reports whether a colour, in the order of COLORREF, is so light that dark red can be read
// on it. The eye takes green for the most of it.
func light(color uint32) bool {
	red, green, blue := color&0xff, color>>8&0xff, color>>16&0xff
	return 2*red+5*green+blue > 8*0xa0
}

// dialogTemplate is DLGTEMPLATE (winuser.h) with the arrays that follow it, all empty: no menu, the
// class of all dialogs, no title.
type dialogTemplate struct {
	style, exStyle       uint32
	items                uint16
	x, y, cx, cy         int16
	menu, class, caption uint16
}

// highContrast is HIGHCONTRASTW (winuser.h).
type highContrast struct {
	size, flags uint32
	scheme      *uint16
}
