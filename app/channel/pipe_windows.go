package channel

import (
	"errors"
	"fmt"
	"net"
	"os"
	"runtime"
	"sync"
	"unsafe"

	"golang.org/x/sys/windows"
)

var impersonateNamedPipeClient = windows.NewLazySystemDLL("advapi32.dll").NewProc("ImpersonateNamedPipeClient")

// pipeListener is a net.Listener on a named pipe. It always keeps one instance without a
// client, so that no other process can take the name while it listens.
type pipeListener struct {
	name     string
	name16   *uint16
	security *windows.SecurityAttributes

	closing   sync.Once
	stop      windows.Handle // event: Close was called
	connected windows.Handle // event: a client connected

	accepting sync.Mutex // protects the fields below
	closed    bool
	next      windows.Handle     // the instance without a client; 0 if none could be made
	pending   windows.Overlapped // of the pending ConnectNamedPipe; the kernel writes into it
}

// listenPipe opens a pipe. The user sid has full access, and the operating system's
// account can connect as a client. Clients on other machines are rejected.
func listenPipe(name, sid string) (*pipeListener, error) {
	name16, err := windows.UTF16PtrFromString(name)
	if err != nil {
		return nil, err
	}
	// The owner is set explicitly: for an elevated process it would be the administrators
	// group.
	sddl := fmt.Sprintf("O:%sD:P(A;;GA;;;%s)(A;;%#x;;;SY)", sid, sid, clientRights)
	descriptor, err := windows.SecurityDescriptorFromString(sddl)
	if err != nil {
		return nil, err
	}
	l := &pipeListener{name: name, name16: name16}
	l.security = &windows.SecurityAttributes{SecurityDescriptor: descriptor}
	l.security.Length = uint32(unsafe.Sizeof(*l.security))
	if l.next, err = l.newInstance(windows.FILE_FLAG_FIRST_PIPE_INSTANCE); err != nil {
		if errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_PIPE_BUSY) {
			err = fmt.Errorf("%w: %w", ErrTaken, err)
		}
		return nil, err
	}
	// This must be the only instance. FILE_FLAG_FIRST_PIPE_INSTANCE ensures that on Windows,
	// but Wine 8 ignores the flag.
	n, err := instanceCount(l.next)
	if err == nil && n != 1 {
		err = ErrTaken
	}
	if err != nil {
		_ = windows.CloseHandle(l.next)
		return nil, err
	}
	if l.stop, err = windows.CreateEvent(nil, 1, 0, nil); err == nil {
		l.connected, err = windows.CreateEvent(nil, 1, 0, nil)
	}
	if err != nil {
		_ = l.Close()
		return nil, err
	}
	return l, nil
}

func (l *pipeListener) newInstance(first uint32) (windows.Handle, error) {
	h, err := windows.CreateNamedPipe(l.name16, windows.PIPE_ACCESS_DUPLEX|windows.FILE_FLAG_OVERLAPPED|first,
		windows.PIPE_TYPE_BYTE|windows.PIPE_REJECT_REMOTE_CLIENTS, windows.PIPE_UNLIMITED_INSTANCES,
		maxMessage, maxMessage, 0, l.security)
	if err != nil {
		return 0, err
	}
	return h, nil
}

// instanceCount returns how many instances the pipe of a handle has.
func instanceCount(h windows.Handle) (n uint32, err error) {
	err = windows.GetNamedPipeHandleState(h, nil, &n, nil, nil, nil, 0)
	return n, err
}

// Accept waits for a client, or for Close.
func (l *pipeListener) Accept() (net.Conn, error) {
	l.accepting.Lock()
	defer l.accepting.Unlock()
	for {
		if l.closed {
			return nil, net.ErrClosed
		}
		if l.next == 0 {
			h, err := l.newInstance(0)
			if err != nil {
				return nil, err
			}
			l.next = h
		}
		switch err := l.wait(); {
		case errors.Is(err, net.ErrClosed):
			return nil, err
		case errors.Is(err, windows.ERROR_NO_DATA), errors.Is(err, windows.ERROR_BROKEN_PIPE):
			// The client is already gone. Make the next instance before this one is
			// closed, so that the name stays taken.
			used := l.next
			l.next, _ = l.newInstance(0)
			_ = windows.CloseHandle(used)
			continue
		case err != nil:
			return nil, err
		}
		h := l.next
		l.next, _ = l.newInstance(0)
		return newPipeConn(h, l.name), nil
	}
}

// wait waits for a client of the next instance.
func (l *pipeListener) wait() error {
	l.pending = windows.Overlapped{HEvent: l.connected}
	err := windows.ConnectNamedPipe(l.next, &l.pending)
	switch {
	case err == nil, errors.Is(err, windows.ERROR_PIPE_CONNECTED):
		return nil
	case !errors.Is(err, windows.ERROR_IO_PENDING):
		return err
	}
	var n uint32
	which, err := windows.WaitForMultipleObjects([]windows.Handle{l.stop, l.connected}, false, windows.INFINITE)
	if err == nil && which == windows.WAIT_OBJECT_0+1 {
		return windows.GetOverlappedResult(l.next, &l.pending, &n, false)
	}
	// The kernel must not write into l.pending after this returns.
	_ = windows.CancelIoEx(l.next, &l.pending)
	_ = windows.GetOverlappedResult(l.next, &l.pending, &n, true)
	if err != nil {
		return err
	}
	return net.ErrClosed
}

// Close ends Accept. When it returns, the pipe accepts no more clients. Open connections
// stay open.
func (l *pipeListener) Close() error {
	l.closing.Do(func() {
		if l.stop != 0 {
			_ = windows.SetEvent(l.stop)
		}
		l.accepting.Lock()
		defer l.accepting.Unlock()
		l.closed = true
		for _, h := range []windows.Handle{l.next, l.stop, l.connected} {
			if h != 0 {
				_ = windows.CloseHandle(h)
			}
		}
	})
	return nil
}

func (l *pipeListener) Addr() net.Addr { return pipeAddr(l.name) }

// pipeAddr is the name of a pipe as a net.Addr.
type pipeAddr string

func (pipeAddr) Network() string  { return "pipe" }
func (a pipeAddr) String() string { return string(a) }

// pipeConn is one end of a pipe as a net.Conn. Deadlines work because the pipe was opened
// for overlapped input and output, which package os supports.
type pipeConn struct{ *os.File }

func newPipeConn(h windows.Handle, name string) pipeConn {
	return pipeConn{os.NewFile(uintptr(h), name)}
}

func (c pipeConn) LocalAddr() net.Addr  { return pipeAddr(c.Name()) }
func (c pipeConn) RemoteAddr() net.Addr { return pipeAddr(c.Name()) }

// control calls f with the handle.
func (c pipeConn) control(f func(windows.Handle) error) error {
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = f(windows.Handle(fd)) }); err != nil {
		return err
	}
	return failed
}

// clientOf returns the SID of the user at the client's end of a pipe, according to the
// kernel. Asking by PID is not safe: another process may have that PID by now.
func clientOf(h windows.Handle) (sid string, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		// This thread impersonates the client for a moment. If RevertToSelf fails, the
		// thread must not be used again: it stays locked and ends with this goroutine.
		runtime.LockOSThread()
		if ok, _, why := impersonateNamedPipeClient.Call(uintptr(h)); ok == 0 {
			runtime.UnlockOSThread()
			err = why
			return
		}
		var token windows.Token
		if err = windows.OpenThreadToken(windows.CurrentThread(), windows.TOKEN_QUERY, true, &token); err == nil {
			sid, err = tokenUser(token)
			token.Close()
		}
		if back := windows.RevertToSelf(); back != nil {
			err = back
			return
		}
		runtime.UnlockOSThread()
	}()
	<-done
	return sid, err
}
