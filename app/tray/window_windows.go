package tray

import (
	"context"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
)

// From winuser.h.
const (
	wmNull          = 0x0000
	wmClose         = 0x0010
	wmEndSession    = 0x0016
	wmDisplayChange = 0x007E
	wmEnterMenuLoop = 0x0211
	wmExitMenuLoop  = 0x0212
	wmDpiChanged    = 0x02E0

	gwlpWndProc = ^uintptr(3) // -4
)

// hookWindow handles messages of the library's window before the library does, for what the library misses: when a
// click was made, that the menu is opened, that Explorer refuses the icon after a restart, pictures of another size,
// and that the end of the session is cancelled. Call it once, when the library is ready.
func (t *Tray) hookWindow(ctx context.Context) {
	window := winapi.TrayWindow()
	set, call := user32.NewProc("SetWindowLongPtrW"), user32.NewProc("CallWindowProcW")
	if window == 0 || set.Find() != nil {
		return
	}
	name, err := windows.UTF16PtrFromString("TaskbarCreated")
	if err != nil {
		return
	}
	restarted, _, _ := user32.NewProc("RegisterWindowMessageW").Call(uintptr(unsafe.Pointer(name)))
	// Read the library's window procedure before setting the hook: a message may come at once.
	library, _, _ := user32.NewProc("GetWindowLongPtrW").Call(window, gwlpWndProc)
	if library == 0 {
		return
	}
	explorerRestarted, pictureLost := make(chan struct{}, 1), make(chan struct{}, 1)
	t.platform.clicks.start(window)
	hook := func(window uintptr, message uint32, w, l uintptr) uintptr {
		t.platform.clicks.see(message, l)
		switch {
		case message == wmEndSession:
			// The library would remove the icon, even if the end was cancelled. If it was not, the program ends
			// anyway, and until then the icon shows its last outcome.
			return 0
		case message == wmClose && ctx.Err() == nil:
			// Another program asks this one to close (taskkill). The icon is there until the end; package logoff
			// gets the same message.
			return 0
		case message == wmEnterMenuLoop && t.Opened != nil && ctx.Err() == nil:
			t.Opened()
		case message == wmExitMenuLoop:
			// Without this message the next menu would not close on a click outside it (documentation of
			// TrackPopupMenu).
			_ = winapi.Post(window, wmNull)
		case message == uint32(restarted) && restarted != 0:
			newest.Wake(explorerRestarted)
			defer newest.Wake(pictureLost) // when the library has added the icon again, without picture and tooltip
		case message == wmDpiChanged || message == wmDisplayChange:
			newest.Wake(pictureLost) // the taskbar may want another size
		}
		result, _, _ := call.Call(library, window, uintptr(message), w, l)
		return result
	}
	_, _, _ = set.Call(window, gwlpWndProc, windows.NewCallback(hook))
	go t.redraw(ctx, pictureLost)
	go restoreIcon(ctx, explorerRestarted, func() bool { return iconShown(window) }, func() { _ = winapi.Post(window, uint32(restarted)) })
}

// redraw gives the taskbar picture and tooltip again each time lost is signalled.
func (t *Tray) redraw(ctx context.Context, lost <-chan struct{}) {
	p := &t.platform
	again := func() {
		t.showing.Lock()
		defer t.showing.Unlock()
		t.showPicture(ctx, p.picture, p.sizes)
		t.setTooltip(p.tooltip)
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-lost:
		}
		again()
	}
}
