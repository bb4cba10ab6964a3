//go:build !nowindow

package settingswindow

import (
	"context"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// showDialog lets the resident show a dialog in the window's place, if one runs.
func showDialog(ctx context.Context, p *env.Env, extension bool) bool {
	return residentapi.ShowDialog(ctx, p, residentapi.Dialog{Extension: extension}) == nil
}

var user32 = windows.NewLazySystemDLL("user32.dll")

// From winuser.h.
const (
	uoiFlags   = 1
	wsfVisible = 1
)

// objectFlags is USEROBJECTFLAGS.
type objectFlags struct{ inherit, reserved, flags uint32 }

// box shows text in a message box of Windows until the person closes it. In a log-on without a
// screen (ssh, a service), where nobody could close it, it does nothing.
func box(title, text string) {
	station, _, _ := user32.NewProc("GetProcessWindowStation").Call()
	var flags objectFlags
	ok, _, _ := user32.NewProc("GetUserObjectInformationW").Call(station, uoiFlags, uintptr(unsafe.Pointer(&flags)), unsafe.Sizeof(flags), 0)
	if ok == 0 || flags.flags&wsfVisible == 0 {
		return
	}
	caption, err := windows.UTF16PtrFromString(title)
	if err != nil {
		return
	}
	what, err := windows.UTF16PtrFromString(text)
	if err != nil {
		return
	}
	_, _ = windows.MessageBox(0, what, caption, windows.MB_OK|windows.MB_ICONWARNING|windows.MB_SETFOREGROUND)
}
