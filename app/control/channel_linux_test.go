package control

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

func TestDialNobody(t *testing.T) {
	dir := openFolder(t)
	stale := filepath.Join(dir, "stale")
	listener, err := listenAt(stale)
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.listener.Close()
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
	// The answer that arrives now must not count for a later message.
	resident.signal(syscall.SIGCONT)
	if err := before.Call(t.Context(), "press", Now(), nil); !errors.Is(err, ErrNotSent) {
		t.Errorf("after that: got %v, want %v", err, ErrNotSent)
	}
	// It still answers others, so only that connection was silent.
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
	// The message is in the socket now, and the stopped resident has not read it.
	waitUntil(func() bool { return unread(t, after) > 0 })
	resident.kill()
	if err := <-silent; !errors.Is(err, ErrSilent) || errors.Is(err, ErrNotSent) {
		t.Errorf("died after the message: got %v, want %v", err, ErrSilent)
	}
	if err := before.Call(t.Context(), "press", Now(), nil); !errors.Is(err, ErrNotSent) || errors.Is(err, ErrSilent) {
		t.Errorf("died before the message: got %v, want %v", err, ErrNotSent)
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
		if got := sameUser(tc.peer, tc.user); got != tc.want {
			t.Errorf("peer %d, user %d: got %v, want %v", tc.peer, tc.user, got, tc.want)
		}
	}
}

// unread returns how many bytes that c wrote are still in the socket.
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
