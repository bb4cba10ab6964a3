package logoff

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
)

// maxDelay is how long we may delay the end of the session. By default Windows ends a program that
// has not answered for 5 s (HungAppTimeout).
const maxDelay = 4500 * time.Millisecond

// From winuser.h.
const (
	wmDestroy    = 0x0002
	wmClose      = 0x0010
	wmEndSession = 0x0016
)

var user32 = windows.NewLazySystemDLL("user32.dll")

// Watch calls end, once, when the end of the session can no longer be cancelled. It delays that end
// until done is closed, at most 4.5 s, so that nothing is lost when Windows ends the program. It calls
// asked each time that another program asks this one to close, as taskkill does without /F. It blocks
// until ctx ends and returns nil, or an error if it cannot create its window. Call it once per process.
func Watch(ctx context.Context, end, asked func(), done <-chan struct{}) error {
	// Windows sends messages to the thread that created the window.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	window, err := makeWindow(ctx, func() {
		end()
		select {
		case <-done:
		case <-time.After(maxDelay):
		}
	}, asked)
	if err != nil {
		return fmt.Errorf("no window that the end of the session is told to: %w", err)
	}
	defer context.AfterFunc(ctx, func() { _ = winapi.Post(window, wmClose) })()
	for m := new(winapi.Message); m.Get(); {
		m.Dispatch()
	}
	if ctx.Err() == nil {
		return errors.New("the window that the end of the session is told to is gone")
	}
	return nil
}

// makeWindow creates a window that is never shown. A message-only window would not get the messages at
// the end of a session.
func makeWindow(ctx context.Context, ending, asked func()) (uintptr, error) {
	const class = "WolkvoxHoldSession"
	defaultProcedure, quit := user32.NewProc("DefWindowProcW"), user32.NewProc("PostQuitMessage")
	ended := false
	procedure := func(window uintptr, message uint32, w, l uintptr) uintptr {
		switch message {
		case wmEndSession:
			if w != 0 && !ended { // 0: cancelled
				ended = true
				ending()
			}
			return 0
		case wmClose:
			if ctx.Err() == nil { // else it is ours, and closes the window
				asked()
				return 0
			}
		case wmDestroy:
			_, _, _ = quit.Call(0)
			return 0
		}
		result, _, _ := defaultProcedure.Call(window, uintptr(message), w, l)
		return result
	}
	if err := winapi.RegisterClass(class, 0, windows.NewCallback(procedure)); err != nil {
		return 0, err
	}
	window, err := winapi.NewWindow(class, 0, 0, 0, 0)
	winapi.SetText(window, class)
	return window, err
}
