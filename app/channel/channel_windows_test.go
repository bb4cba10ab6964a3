package channel

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/windows"
)

// us returns the user and session of the tests.
func us(t *testing.T) (sid string, session uint32) {
	t.Helper()
	sid, session, err := CurrentUser()
	if err != nil {
		t.Fatal(err)
	}
	return sid, session
}

// freshName returns a pipe name of ours that is not in use.
func freshName(t *testing.T) string {
	t.Helper()
	sid, session := us(t)
	return pipeName("hold-test-"+rand.Text()[:10], sid, session)
}

func listenOpen(t *testing.T) (net.Listener, string) {
	t.Helper()
	name := freshName(t)
	sid, _ := us(t)
	l, err := listenPipe(name, sid)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l, name
}

// takesNoMore reports whether nobody listens there any more. The name exists as long as a
// connection does.
func takesNoMore(channel string) bool {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c, err := connect(ctx, channel)
	if err == nil {
		_ = c.Close()
	}
	return errors.Is(err, windows.ERROR_PIPE_BUSY) || errors.Is(err, ErrNoResident)
}

func TestDialNobody(t *testing.T) {
	listener, gone := listenOpen(t)
	_ = listener.Close()
	for _, channel := range []string{"", `C:\control`, freshName(t), gone} {
		if _, err := Dial(t.Context(), channel); !errors.Is(err, ErrNoResident) {
			t.Errorf("%q: got %v, want %v", channel, err, ErrNoResident)
		}
	}
}

// TestDescriptor: the pipe belongs to the user, and besides the user only the operating
// system's account can open it, without the right to create another instance.
func TestDescriptor(t *testing.T) {
	l, _ := listenOpen(t)
	sid, _ := us(t)
	sd, err := windows.GetSecurityInfo(l.(*pipeListener).next, windows.SE_KERNEL_OBJECT,
		windows.OWNER_SECURITY_INFORMATION|windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("O:%sD:P(A;;GA;;;%s)(A;;0x120183;;;SY)", sid, sid)
	// Windows has replaced GA by the rights that it stands for.
	if got := strings.ReplaceAll(sd.String(), "(A;;FA;;;", "(A;;GA;;;"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if clientRights&windows.FILE_APPEND_DATA != 0 {
		t.Error("a client may make a pipe of that name")
	}
}

// TestTakenName: a resident does not share a name that is in use.
func TestTakenName(t *testing.T) {
	sid, _ := us(t)
	_, name := listenOpen(t)
	if l, err := listenPipe(name, sid); !errors.Is(err, ErrTaken) {
		if err == nil {
			_ = l.Close()
		}
		t.Errorf("got %v, want %v", err, ErrTaken)
	}
	// The failed attempt must not leave an instance that would get a command's press.
	c, err := connect(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if _, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("read: got %v, want silence", err)
	}
}

// TestNotOurPipe: nothing is sent to a pipe of another user. Setting another owner
// works here because this is Wine; on Windows only that user or an administrator can do
// it.
func TestNotOurPipe(t *testing.T) {
	sid, session := us(t)
	for _, tc := range []struct{ name, named, owner string }{
		{"a squatter with our name", sid, domainSID},
		{"a name of another user", domainSID, domainSID},
		{"a name of another user, made by us", domainSID, sid},
	} {
		t.Run(tc.name, func(t *testing.T) {
			name := pipeName("hold-test-"+rand.Text()[:10], tc.named, session)
			l := pipeOf(t, name, tc.owner, sid)
			spoken := make(chan string, 1)
			go func() {
				c, err := l.Accept()
				if err != nil {
					spoken <- ""
					return
				}
				defer c.Close()
				_ = c.SetReadDeadline(time.Now().Add(stuck))
				b := make([]byte, 1<<10)
				n, _ := c.Read(b)
				spoken <- string(b[:n])
			}()
			if _, err := Dial(t.Context(), name); !errors.Is(err, ErrPeer) {
				t.Errorf("got %v, want %v", err, ErrPeer)
			}
			_ = l.Close()
			if said := <-spoken; said != "" {
				t.Errorf("it was told %q", said)
			}
		})
	}
}

// pipeOf makes a pipe that belongs to owner and admits sid.
func pipeOf(t *testing.T, name, owner, sid string) *pipeListener {
	t.Helper()
	l, err := listenPipe(freshName(t), sid)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	_ = windows.CloseHandle(l.next)
	l.next = 0
	if l.security.SecurityDescriptor, err = windows.SecurityDescriptorFromString(fmt.Sprintf("O:%sD:P(A;;GA;;;%s)", owner, sid)); err != nil {
		t.Fatal(err)
	}
	if l.name16, err = windows.UTF16PtrFromString(name); err != nil {
		t.Fatal(err)
	}
	if l.next, err = l.newInstance(windows.FILE_FLAG_FIRST_PIPE_INSTANCE); err != nil {
		t.Fatal(err)
	}
	return l
}

// TestClientIsKnown: the kernel says who connected, once a message was
// read.
func TestClientIsKnown(t *testing.T) {
	l, name := listenOpen(t)
	c, err := connect(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	served, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer served.Close()
	if _, err := c.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := served.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	p, err := peerOf(served, 0)
	if err != nil || p.pid != os.Getpid() || p.role() != roleUser {
		t.Errorf("got %+v, rank %d, %v, want this user and process", p, p.role(), err)
	}
	// The user of a handle that is not a pipe is unknown, so it has no role.
	f, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if sid, err := clientOf(windows.Handle(f.Fd())); err == nil || sid != "" {
		t.Errorf("a file: got %q, %v, want an error", sid, err)
	}
}

// TestCloseEndsAccept calls Close many times, also concurrently.
func TestCloseEndsAccept(t *testing.T) {
	for range 20 {
		l, name := listenOpen(t)
		ended := make(chan error, 1)
		go func() {
			_, err := l.Accept()
			ended <- err
		}()
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() { _ = l.Close() })
		}
		all.Wait()
		if err := <-ended; !errors.Is(err, net.ErrClosed) {
			t.Fatalf("got %v, want %v", err, net.ErrClosed)
		}
		if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Fatalf("accept after close: got %v, want %v", err, net.ErrClosed)
		}
		if _, err := connect(t.Context(), name); !errors.Is(err, ErrNoResident) {
			t.Fatalf("connect after close: got %v, want %v", err, ErrNoResident)
		}
	}
}

// TestClientsThatGo: a client that connects and leaves, before or after Accept, does
// not keep others from being served.
func TestClientsThatGo(t *testing.T) {
	l, name := listenOpen(t)
	c, err := connect(t.Context(), name) // before anybody accepts
	if err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
	serveUntilEnd(t, &Server{listener: l, program: "1.2.3"}, echo)
	for i := range 30 {
		c, err := connect(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		switch i % 3 {
		case 1:
			_, _ = c.Write([]byte(`{"v":1,"op":"hel`))
		case 2:
			_, _ = c.Write([]byte(helloLine + "\n" + `{"v":1,"op":"press"}` + "\n"))
		}
		_ = c.Close()
	}
	last, err := Dial(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer last.Close()
	var back int
	if err := last.Call(t.Context(), "echo", 7, &back); err != nil || back != 7 {
		t.Errorf("got %d, %v, want 7", back, err)
	}
}

// TestSilentPipe: a resident that hangs delays a command only until its context ends,
// whether it has accepted the connection or not.
func TestSilentPipe(t *testing.T) {
	l, name := listenOpen(t)
	for _, who := range []string{"the first, whom the kernel connects", "the second, who finds no free one"} {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		c, err := connect(ctx, name)
		if err == nil {
			defer c.Close()
			_, err = sayHello(ctx, c, peer{})
		}
		if !errors.Is(err, ErrSilent) {
			t.Errorf("%s: got %v, want %v", who, err, ErrSilent)
		}
		cancel()
	}
	_ = l
}

// TestResidentGone: a message that was not written was not sent; for one that was
// written the outcome is unknown.
func TestResidentGone(t *testing.T) {
	l, name := listenOpen(t)
	dial := func() (*Conn, net.Conn) {
		c, err := connect(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		served, err := l.Accept()
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			_, _ = readMessage(newReader(served))
			writeReply(served, opHello, Message{Data: asJSON(t, hello{})})
		}()
		conn, err := sayHello(t.Context(), c, peer{})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(conn.Close)
		return conn, served
	}
	before, gone := dial()
	_ = gone.Close()
	if err := before.Call(t.Context(), "press", Now(), nil); !errors.Is(err, ErrNotSent) || errors.Is(err, ErrSilent) {
		t.Errorf("gone before the message: got %v, want %v", err, ErrNotSent)
	}
	after, going := dial()
	read := make(chan error, 1)
	go func() {
		_, err := readMessage(newReader(going))
		_ = going.Close()
		read <- err
	}()
	if err := after.Call(t.Context(), "press", Now(), nil); !errors.Is(err, ErrSilent) || errors.Is(err, ErrNotSent) {
		t.Errorf("gone after the message: got %v, want %v", err, ErrSilent)
	}
	if err := <-read; err != nil {
		t.Errorf("the message: %v", err)
	}
}

// TestRefusalIsRead: a refusal can still be read after the resident has hung up.
func TestRefusalIsRead(t *testing.T) {
	l, name := listenOpen(t)
	c, err := connect(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	served, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	refuse(served, opHello, CodeBusy)
	_ = served.Close()
	if m, err := readMessage(newReader(c)); err != nil || m.Err != CodeBusy {
		t.Errorf("got %+v, %v, want the code %s", m, err, CodeBusy)
	}
}
