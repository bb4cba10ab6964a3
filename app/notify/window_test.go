package notify

import (
	"testing"
	"unsafe"
)

// On any screen the window is in its work area, and the texts are in the window.
func TestLayoutNote(t *testing.T) {
	for _, work := range []rect{{0, 0, 1920, 1040}, {-1280, 100, 0, 1124}, {0, 0, 300, 200}, {5, 5, 45, 45}} {
		for _, dpi := range []int32{0, 96, 120, 144, 192, 384} {
			for _, text := range []int32{0, 15, 60, 5000} {
				l := layoutNote(work, dpi, 20, text)
				w := l.window
				small := work.right-work.left < 200 || scale(noteMargin, dpi)*2 >= work.bottom-work.top
				if !small && (w.left < work.left || w.top < work.top || w.right > work.right || w.bottom > work.bottom) {
					t.Errorf("work area %v, %d DPI: the window is at %v", work, dpi, w)
				}
				if w.right <= w.left || w.bottom <= w.top {
					t.Errorf("work area %v, %d DPI: the window %v is empty", work, dpi, w)
				}
				for _, r := range []rect{l.title, l.body} {
					if r.right <= r.left || r.bottom < r.top || r.top < 0 {
						t.Errorf("work area %v, %d DPI: a text is at %v", work, dpi, r)
					}
				}
				if l.body.top < l.title.bottom || !small && l.title.left < l.icon.right {
					t.Errorf("work area %v, %d DPI: title, text and icon overlap: %+v", work, dpi, l)
				}
			}
		}
	}
	if l := layoutNote(rect{0, 0, 1920, 1040}, 192, 40, 80); l.window != (rect{1920 - 24 - 720, 1040 - 24 - (40 + 8 + 80 + 48), 1920 - 24, 1040 - 24}) {
		t.Errorf("at 200 %%: got %v, want twice the size in the corner", l.window)
	}
}

// The sizes on 64-bit Windows, of the structures' pages at learn.microsoft.com and of winuser.h and
// wingdi.h. The same rules of alignment hold on 64-bit Linux.
func TestStructuresOfTheNoteWindow(t *testing.T) {
	for name, tt := range map[string]struct{ got, want uintptr }{
		"WNDCLASSEXW":               {unsafe.Sizeof(wndClassEx{}), 80},
		"WNDCLASSEXW.lpfnWndProc":   {unsafe.Offsetof(wndClassEx{}.procedure), 8},
		"WNDCLASSEXW.lpszClassName": {unsafe.Offsetof(wndClassEx{}.className), 64},
		"PAINTSTRUCT":               {unsafe.Sizeof(paintStruct{}), 72},
		"PAINTSTRUCT.rcPaint":       {unsafe.Offsetof(paintStruct{}.paint), 12},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %d, want %d", name, tt.got, tt.want)
		}
	}
}
