package tray

import (
	"context"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

// From winuser.h.
const (
	wmNull          = 0x0000
	wmEndSession    = 0x0016
	wmEnterMenuLoop = 0x0211
	wmExitMenuLoop  = 0x0212

	gwlpWndProc = ^uintptr(3) // -4
)

// attach looks at the messages of the library's window before the library does, for what it leaves out: that the menu is
// opened, that Explorer can refuse the icon after its own restart, and that the end of the session can be called off. It
// must be called once, when the library is ready.
func (t *Tray) attach(ctx context.Context) {
	window := findWindow(libraryClass, true)
	set, call := user32.NewProc("SetWindowLongPtrW"), user32.NewProc("CallWindowProcW")
	if window == 0 || set.Find() != nil {
		return
	}
	name, err := windows.UTF16PtrFromString("TaskbarCreated")
	if err != nil {
		return
	}
	restarted, _, _ := user32.NewProc("RegisterWindowMessageW").Call(uintptr(unsafe.Pointer(name)))
	post := user32.NewProc("PostMessageW")
	// Before the hook is in place the window procedure must be known: the next message may come at once.
	library, _, _ := user32.NewProc("GetWindowLongPtrW").Call(window, gwlpWndProc)
	if library == 0 {
		return
	}
	back := make(chan struct{}, 1)
	hook := func(window uintptr, message uint32, w, l uintptr) uintptr {
		switch {
		case message == wmEndSession:
			// The library takes the icon away, also when the end was called off. When it was not, the program
			// ends by itself, and until then the icon shows its last outcome.
			return 0
		case message == wmEnterMenuLoop && t.Opened != nil && ctx.Err() == nil:
			t.Opened()
		case message == wmExitMenuLoop:
			// Without a message after it, the next menu would not close at a click beside it (documentation of
			// TrackPopupMenu).
			_, _, _ = post.Call(window, wmNull, 0, 0)
		case message == uint32(restarted) && restarted != 0:
			newest.Wake(back)
		}
		result, _, _ := call.Call(library, window, uintptr(message), w, l)
		return result
	}
	_, _, _ = set.Call(window, gwlpWndProc, windows.NewCallback(hook))
	go comeBack(ctx, back, func() bool { return iconThere(window) }, func() { _, _, _ = post.Call(window, restarted, 0, 0) })
}
