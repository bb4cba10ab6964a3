package instance

import (
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"golang.org/x/sys/unix"
)

func TestResidentGoneBeforeAndAfterTheMessage(t *testing.T) {
	h := newHome(t)
	resident := start(t, "resident", []string{h.runUser(), h.runtime()})
	resident.want("listens")
	owner, err := Find(t.Context(), h.places(h.runtime()))
	if err != nil {
		t.Fatal(err)
	}
	dial := func() *channel.Conn {
		c, err := channel.Dial(t.Context(), owner.Channel)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		return c
	}
	before, after := dial(), dial()
	resident.stop()
	silent := make(chan error, 1)
	go func() { silent <- after.Call(t.Context(), "press", channel.Now(), nil) }()
	// The message is in the socket now, and the stopped resident has not read it.
	waitUntil(func() bool { return unread(t) })
	resident.kill()
	if err := <-silent; !errors.Is(err, channel.ErrSilent) || errors.Is(err, channel.ErrNotSent) {
		t.Errorf("died after the message: got %v, want %v", err, channel.ErrSilent)
	}
	if err := before.Call(t.Context(), "press", channel.Now(), nil); !errors.Is(err, channel.ErrNotSent) || errors.Is(err, channel.ErrSilent) {
		t.Errorf("died before the message: got %v, want %v", err, channel.ErrNotSent)
	}
}

// unread reports whether a socket of this process has bytes that the other end has not
// read (SIOCOUTQ, unix(7)).
func unread(t *testing.T) bool {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	must(t, err)
	for _, fd := range fds {
		n, _ := strconv.Atoi(fd.Name())
		if to, _ := os.Readlink("/proc/self/fd/" + fd.Name()); !strings.HasPrefix(to, "socket:") {
			continue
		}
		if left, err := unix.IoctlGetInt(n, unix.SIOCOUTQ); err == nil && left > 0 {
			return true
		}
	}
	return false
}
