package control

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// serveUntilEnd runs a server until the test ends.
func serveUntilEnd(t *testing.T, s *Server, h Handler) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, h) }()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
}

// openServer is a server on a socket that every user can reach, so that only the
// check of the peer stands between.
func openServer(t *testing.T, h Handler) string {
	t.Helper()
	path := filepath.Join(openFolder(t), socketFile)
	listener, err := listenAt(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	serveUntilEnd(t, &Server{listener: listener, uid: os.Getuid(), program: "1.2.3"}, h)
	return path
}

func TestCall(t *testing.T) {
	path := openServer(t, func(_ context.Context, c *Conn, m Message) Message {
		switch m.Op {
		case "echo":
			return Message{Data: m.Data}
		case "pid":
			return Message{Data: asJSON(t, c.PeerPID())}
		}
		return Message{Err: "unknown_op"}
	})
	c, err := Dial(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if c.PeerPID() != os.Getpid() || c.Program() != "1.2.3" {
		t.Errorf("peer: got %d, %q, want %d, 1.2.3", c.PeerPID(), c.Program(), os.Getpid())
	}
	now := Now()
	var back Stamp
	if err := c.Call(t.Context(), "echo", now, &back); err != nil || back != now {
		t.Errorf("echo: got %v, %v, want %v", back, err, now)
	}
	var pid int
	if err := c.Call(t.Context(), "pid", nil, &pid); err != nil || pid != os.Getpid() {
		t.Errorf("pid: got %v, %v, want %v", pid, err, os.Getpid())
	}
	if err := c.Call(t.Context(), "else", nil, nil); !errors.Is(err, ReplyError("unknown_op")) {
		t.Errorf("else: got %v, want unknown_op", err)
	}
	// A refusal does not use up the connection.
	if err := c.Call(t.Context(), "echo", 1, nil); err != nil {
		t.Errorf("echo again: %v", err)
	}
}

func TestDialNobody(t *testing.T) {
	dir := openFolder(t)
	stale := filepath.Join(dir, "stale")
	listener, err := listenAt(stale)
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
	for _, channel := range []string{"", filepath.Join(dir, "nothing"), stale, stale + "/below"} {
		if _, err := Dial(t.Context(), channel); !errors.Is(err, ErrNoResident) {
			t.Errorf("%q: got %v, want %v", channel, err, ErrNoResident)
		}
	}
}

func TestHungResident(t *testing.T) {
	h := newHome(t)
	resident := start(t, "resident", []string{h.runUser(), h.runtime()})
	resident.want("listens")
	owner, err := Find(t.Context(), h.places(h.runtime()))
	if err != nil {
		t.Fatal(err)
	}
	before, err := Dial(t.Context(), owner.Channel)
	if err != nil {
		t.Fatal(err)
	}
	defer before.Close()

	resident.stop()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := Dial(ctx, owner.Channel); !errors.Is(err, ErrSilent) || errors.Is(err, ErrNoResident) {
		t.Errorf("hung before the hello: got %v, want %v", err, ErrSilent)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := before.Call(ctx, "press", Now(), nil); !errors.Is(err, ErrSilent) || errors.Is(err, ErrNotSent) {
		t.Errorf("hung after the hello: got %v, want %v", err, ErrSilent)
	}
	// The answer that comes now belongs to no later message.
	resident.signal(syscall.SIGCONT)
	if err := before.Call(t.Context(), "press", Now(), nil); !errors.Is(err, ErrNotSent) {
		t.Errorf("after that: got %v, want %v", err, ErrNotSent)
	}
	// It still serves others, so the silence was of that connection only.
	after, err := Dial(t.Context(), owner.Channel)
	if err != nil {
		t.Fatalf("awake again: %v", err)
	}
	after.Close()
}

func TestResidentGoneBeforeAndAfterTheMessage(t *testing.T) {
	h := newHome(t)
	resident := start(t, "resident", []string{h.runUser(), h.runtime()})
	resident.want("listens")
	owner, err := Find(t.Context(), h.places(h.runtime()))
	if err != nil {
		t.Fatal(err)
	}
	dial := func() *Conn {
		c, err := Dial(t.Context(), owner.Channel)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		return c
	}
	before, after := dial(), dial()
	resident.stop()
	silent := make(chan error, 1)
	go func() { silent <- after.Call(t.Context(), "press", Now(), nil) }()
	// Written means: in the socket, where the stopped resident has not read it.
	waitUntil(func() bool { return unread(t, after) > 0 })
	resident.kill()
	if err := <-silent; !errors.Is(err, ErrSilent) || errors.Is(err, ErrNotSent) {
		t.Errorf("died after the message: got %v, want %v", err, ErrSilent)
	}
	if err := before.Call(t.Context(), "press", Now(), nil); !errors.Is(err, ErrNotSent) || errors.Is(err, ErrSilent) {
		t.Errorf("died before the message: got %v, want %v", err, ErrNotSent)
	}
}

func TestBusy(t *testing.T) {
	path := openServer(t, echo)
	for i := range maxConns {
		c, err := Dial(t.Context(), path)
		if err != nil {
			t.Fatalf("connection %d: %v", i, err)
		}
		defer c.Close()
	}
	if _, err := Dial(t.Context(), path); !errors.Is(err, ErrSilent) {
		t.Errorf("one too many: got %v, want %v", err, ErrSilent)
	}
}

func TestRunWaitsForItsHandlers(t *testing.T) {
	path := filepath.Join(openFolder(t), socketFile)
	listener, err := listenAt(path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	started := make(chan bool)
	var finished atomic.Bool
	s := &Server{listener: listener, uid: os.Getuid()}
	go func() {
		ended <- s.Run(ctx, func(ctx context.Context, _ *Conn, _ Message) Message {
			close(started)
			<-ctx.Done()
			// Longer than Run takes to stop listening.
			for refused := 0; refused < 1000; {
				if _, err := Dial(context.Background(), path); errors.Is(err, ErrNoResident) {
					refused++
				}
			}
			finished.Store(true)
			return Message{Data: asJSON(t, "finished")}
		})
	}()
	c, err := Dial(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	idle, err := Dial(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()
	go func() {
		<-started
		cancel()
	}()
	// A press that was taken gets its outcome, also when the program ends.
	answered := make(chan error, 1)
	var got string
	go func() { answered <- c.Call(context.Background(), "press", nil, &got) }()
	if err := <-ended; err != nil || !finished.Load() {
		t.Errorf("run: got %v, handler finished %v, want nil, true", err, finished.Load())
	}
	if err := <-answered; err != nil || got != "finished" {
		t.Errorf("got %q, %v, want finished", got, err)
	}
	if _, err := Dial(t.Context(), path); !errors.Is(err, ErrNoResident) {
		t.Errorf("dial after the end: got %v, want %v", err, ErrNoResident)
	}
}

func TestPeerOfAnotherUser(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can start a process of another user; TestSameUser covers the decision")
	}
	t.Run("is not served", func(t *testing.T) {
		path := openServer(t, func(context.Context, *Conn, Message) Message {
			t.Error("its message came to the handler")
			return Message{}
		})
		stranger := start(t, "stranger", []string{"CONTROL_TEST_SOCKET=" + path}, as(t, nobody))
		stranger.want(fmt.Sprintf(`uid %d was told ""`, nobody))
	})
	t.Run("is not believed", func(t *testing.T) {
		path := filepath.Join(openFolder(t), socketFile)
		impostor := start(t, "impostor", []string{"CONTROL_TEST_SOCKET=" + path}, as(t, nobody))
		impostor.want("listens")
		if c, err := Dial(t.Context(), path); !errors.Is(err, ErrPeer) {
			if err == nil {
				c.Close()
			}
			t.Errorf("got %v, want %v", err, ErrPeer)
		}
	})
}

func TestSameUser(t *testing.T) {
	for _, tc := range []struct {
		peer, user int
		want       bool
	}{{1000, 1000, true}, {1001, 1000, false}, {0, 1000, false}, {1000, 0, false}, {0, 0, true}} {
		if got := same(peer{uid: tc.peer}, tc.user); got != tc.want {
			t.Errorf("peer %d, user %d: got %v, want %v", tc.peer, tc.user, got, tc.want)
		}
	}
}

// unread is how many bytes that c wrote are still in the socket.
func unread(t *testing.T, c *Conn) int {
	t.Helper()
	raw, err := c.nc.(*net.UnixConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	if err := raw.Control(func(fd uintptr) { n, err = outq(int(fd)) }); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}
