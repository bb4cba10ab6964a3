package channel

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// These tests use the system's own channel; listenOpen and the other helpers for it are
// in the files of each system.

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

func openServer(t *testing.T, h Handler) (channel string) {
	t.Helper()
	listener, channel := listenOpen(t)
	serveUntilEnd(t, &Server{listener: listener, uid: os.Getuid(), program: "1.2.3"}, h)
	return channel
}

func asJSON(t *testing.T, v any) json.RawMessage {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
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
	if c.PeerPID() != os.Getpid() {
		t.Errorf("peer: got %d, want %d", c.PeerPID(), os.Getpid())
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
	// The connection can be used after a refusal.
	if err := c.Call(t.Context(), "echo", 1, nil); err != nil {
		t.Errorf("echo again: %v", err)
	}
}

// TestLongMessages sends the longest message in both directions, many at once.
func TestLongMessages(t *testing.T) {
	path := openServer(t, echo)
	long := strings.Repeat("x", MaxMessage-100)
	var all sync.WaitGroup
	for range 12 {
		all.Go(func() {
			c, err := Dial(t.Context(), path)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			for range 3 {
				var back string
				if err := c.Call(t.Context(), "echo", long, &back); err != nil || back != long {
					t.Errorf("got %d bytes, %v, want %d", len(back), err, len(long))
				}
			}
			if err := c.Call(t.Context(), "echo", long+long, nil); !errors.Is(err, ErrNotSent) {
				t.Errorf("a message that is too long: got %v, want %v", err, ErrNotSent)
			}
		})
	}
	all.Wait()
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
	listener, path := listenOpen(t)
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
			for refused := 0; refused < 200; {
				if takesNoMore(path) {
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
	// An accepted press gets its outcome even when the program ends.
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
