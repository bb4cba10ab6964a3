package notify

import (
	"testing"
	"unsafe"

	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
)

// On any screen the window is in its work area, and the texts are in the window.
func TestLayoutNote(t *testing.T) {
	for _, work := range []winapi.Rect{winapi.Area(0, 0, 1920, 1040), winapi.Area(-1280, 100, 0, 1124), winapi.Area(0, 0, 300, 200), winapi.Area(5, 5, 45, 45)} {
		for _, dpi := range []int32{96, 120, 144, 192, 384} {
			for _, text := range []int32{0, 15, 60, 5000} {
				l := layoutNote(work, dpi, 20, text)
				w := l.window
				small := work.Right-work.Left < 200 || winapi.Scale(noteMargin, dpi)*2 >= work.Bottom-work.Top
				if !small && (w.Left < work.Left || w.Top < work.Top || w.Right > work.Right || w.Bottom > work.Bottom) {
					t.Errorf("work area %v, %d DPI: the window is at %v", work, dpi, w)
				}
				if w.Right <= w.Left || w.Bottom <= w.Top {
					t.Errorf("work area %v, %d DPI: the window %v is empty", work, dpi, w)
				}
				for _, r := range []winapi.Rect{l.title, l.body} {
					if r.Right <= r.Left || r.Bottom < r.Top || r.Top < 0 {
						t.Errorf("work area %v, %d DPI: a text is at %v", work, dpi, r)
					}
				}
				if l.body.Top < l.title.Bottom || !small && l.title.Left < l.icon.Right {
					t.Errorf("work area %v, %d DPI: title, text and icon overlap: %+v", work, dpi, l)
				}
			}
		}
	}
	if l := layoutNote(winapi.Area(0, 0, 1920, 1040), 192, 40, 80); l.window != (winapi.Area(1920-24-720, 1040-24-(40+8+80+48), 1920-24, 1040-24)) {
		t.Errorf("at 200 %%: got %v, want twice the size in the corner", l.window)
	}
}

// The sizes on 64-bit Windows, of the structures' pages at learn.microsoft.com and of winuser.h and
// wingdi.h. The same rules of alignment hold on 64-bit Linux.
func TestStructuresOfTheNoteWindow(t *testing.T) {
	for name, tt := range map[string]struct{ got, want uintptr }{
		"PAINTSTRUCT":         {unsafe.Sizeof(paintStruct{}), 72},
		"PAINTSTRUCT.rcPaint": {unsafe.Offsetof(paintStruct{}.paint), 12},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %d, want %d", name, tt.got, tt.want)
		}
	}
}
