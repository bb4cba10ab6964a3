package logoff

import (
	"context"
	"runtime"
	"sync/atomic"
	"testing"
	"unsafe"

	"golang.org/x/sys/windows"
)

const wmQueryEndSession = 0x0011

// TestWatch is one test, because a process has only one such window: a cancelled end, a request to close
// the program, which keeps the window, the real end, and the end of the program.
func TestWatch(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var ends, requests atomic.Int32
	ending, done, returned := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		returned <- Watch(ctx, func() { ends.Add(1); close(ending) }, func() { requests.Add(1) }, done)
	}()
	var window uintptr
	for window == 0 {
		name, _ := windows.UTF16PtrFromString("WolkvoxHoldSession")
		window, _, _ = user32.NewProc("FindWindowW").Call(uintptr(unsafe.Pointer(name)), 0)
		runtime.Gosched()
	}
	send := func(message, w uintptr) uintptr {
		result, _, _ := user32.NewProc("SendMessageW").Call(window, message, w, 0)
		return result
	}
	if send(wmQueryEndSession, 0) != 1 {
		t.Error("the session was kept from ending")
	}
	send(wmEndSession, 0)
	if got := ends.Load(); got != 0 {
		t.Error("an end that was called off was told")
	}

	send(wmClose, 0)
	if got := requests.Load(); got != 1 {
		t.Errorf("asked to close %d times, want once", got)
	}

	answered := make(chan struct{})
	go func() { send(wmEndSession, 1); close(answered) }()
	<-ending
	select {
	case <-answered:
		t.Error("Windows may end the program before it is done")
	default:
	}
	close(done)
	<-answered
	send(wmEndSession, 1)
	if got := ends.Load(); got != 1 {
		t.Errorf("told %d times, want once", got)
	}
	cancel()
	if err := <-returned; err != nil {
		t.Errorf("Watch: got %v, want nil", err)
	}
}
