package wolkvox

import (
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestReadResponse: what comes back is read as it stands, up to a limit.
func TestReadResponse(t *testing.T) {
	long := func(n int) string {
		head := "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX: "
		return head + strings.Repeat("x", n-len(head)-4) + "\r\n\r\n{}"
	}
	for _, tt := range []struct {
		name, answer   string
		status         int // 0: not even a head
		fails, endless bool
	}{
		{"a head of 16 KiB", long(maxHead), 200, false, false},
		{"a longer one", long(maxHead + 1), 0, true, true},
		{"no HTTP", "welcome\r\n\r\n", 0, true, false},
		{"a body that is not packed as it says", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", 200, true, false},
		{"the last of the interim ones", "HTTP/1.1 199 Odd\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, false, false},
		{"a status below all", "HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n", 99, false, false},
	} {
		e := &early{read: make(chan struct{})}
		e.answer.Reset(tt.answer)
		g := &gate{watch: new(Client).watch(time.Now())}
		g.attach(e)
		g.decide(nil)
		got, err := readResponse(g)
		status := 0
		if got != nil {
			status = got.status
		}
		if status != tt.status || (err != nil) != tt.fails || errors.Is(err, errHead) != tt.endless {
			t.Errorf("%s: got status %d, %v", tt.name, status, err)
		}
	}
}

// TestAConnectionThatBreaksDuringTheMark is told at once: no byte has left, so there is no
// write to wait for.
func TestAConnectionThatBreaksDuringTheMark(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		marking, over := make(chan struct{}), make(chan struct{})
		defer close(over)
		h := &halfWritten{writing: marking}
		h.ended = make(chan struct{})
		g := &gate{watch: new(Client).watch(time.Now()), press: Press{BeforeSend: func() error {
			close(marking)
			<-over
			return io.EOF
		}}}
		began := time.Now()
		if _, err := sendOnce(t.Context(), g, []byte("POST"), func() (net.Conn, error) { return h, nil }); err == nil || time.Since(began) > 0 {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
	})
}
