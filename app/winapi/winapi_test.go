package winapi

import (
	"testing"
	"unsafe"
)

// The sizes on 64-bit Windows, of the structures' pages at learn.microsoft.com and of winuser.h and
// wingdi.h. The same rules of alignment hold on 64-bit Linux.
func TestStructures(t *testing.T) {
	for name, tt := range map[string]struct{ got, want uintptr }{
		"MSG":                              {unsafe.Sizeof(Message{}), 48},
		"MSG.wParam":                       {unsafe.Offsetof(Message{}.WParam), 16},
		"RECT":                             {unsafe.Sizeof(Rect{}), 16},
		"WNDCLASSEXW":                      {unsafe.Sizeof(windowClass{}), 80},
		"WNDCLASSEXW.lpfnWndProc":          {unsafe.Offsetof(windowClass{}.procedure), 8},
		"WNDCLASSEXW.lpszClassName":        {unsafe.Offsetof(windowClass{}.name), 64},
		"NOTIFYICONDATAW":                  {unsafe.Sizeof(IconData{}), 976},
		"NOTIFYICONDATAW.hBalloonIcon":     {unsafe.Offsetof(IconData{}.BalloonIcon), 968},
		"MONITORINFO":                      {unsafe.Sizeof(monitorInfo{}), 40},
		"MONITORINFO.rcWork":               {unsafe.Offsetof(monitorInfo{}.work), 20},
		"LOGFONTW":                         {unsafe.Sizeof(LogFont{}), 92},
		"LOGFONTW.lfFaceName":              {unsafe.Offsetof(LogFont{}.FaceName), 28},
		"NONCLIENTMETRICSW":                {unsafe.Sizeof(nonClientMetrics{}), 504},
		"NONCLIENTMETRICSW.lfMessageFont":  {unsafe.Offsetof(nonClientMetrics{}.message), 408},
		"NONCLIENTMETRICSW.iPaddedBorder…": {unsafe.Offsetof(nonClientMetrics{}.paddedBorder), 500},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %d, want %d", name, tt.got, tt.want)
		}
	}
}
