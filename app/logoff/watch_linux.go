package logoff

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

const (
	// dialWithin is how long the compositor may take to take a connection.
	dialWithin = 2 * time.Second
	// again is how long it is left alone after a connection that did not last.
	again = time.Second
)

// lookEvery is how often a compositor is looked for that was not there yet.
var lookEvery = time.Minute

// Watch calls gone when the Wayland compositor has ended, and with it the session. It
// keeps a connection to it on which nothing is ever sent. One that ends and takes a new
// connection has been replaced, or is ending still. One may come after this program,
// which is told only then where it is.
func Watch(ctx context.Context, gone func(), _ <-chan struct{}) error {
	for met := false; ; {
		began, pause := time.Now(), again
		conn, err := dial()
		switch {
		case err == nil:
			met = true
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			_, _ = io.Copy(io.Discard, conn)
			stop()
			conn.Close()
			if time.Since(began) >= again && ctx.Err() == nil {
				continue
			}
		case !met:
			pause = lookEvery
		case errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED):
			gone()
			return nil
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return nil
		}
	}
}

// Compositor reports whether this session's Wayland compositor answers.
func Compositor() bool {
	conn, err := dial()
	if err != nil {
		return false
	}
	conn.Close()
	return true
}

func dial() (net.Conn, error) {
	path := socket(os.Getenv)
	if path == "" {
		return nil, os.ErrNotExist
	}
	return net.DialTimeout("unix", path, dialWithin)
}

// socket is where the compositor listens, as wl_display_connect(3) finds it; empty
// where this is no Wayland session.
func socket(getenv func(string) string) string {
	name := getenv("WAYLAND_DISPLAY")
	if name == "" && getenv("XDG_SESSION_TYPE") == "wayland" {
		name = "wayland-0"
	}
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	if folder := getenv("XDG_RUNTIME_DIR"); filepath.IsAbs(folder) {
		return filepath.Join(folder, name)
	}
	return ""
}
