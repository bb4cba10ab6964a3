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
	dialTimeout = 2 * time.Second
	// retryDelay is the delay after a connection that ended at once.
	retryDelay = time.Second
)

// pollInterval is how often to look for a compositor before the first connection.
var pollInterval = time.Minute

// Watch calls gone when the Wayland compositor, and with it the session, has ended. It keeps a
// connection open on which nothing is sent. If the connection ends but a new one is accepted, the
// compositor was replaced or is still ending. The compositor may start after this program; its
// environment variables are set only then.
func Watch(ctx context.Context, gone, _ func(), _ <-chan struct{}) error {
	for connected := false; ; {
		began, pause := time.Now(), retryDelay
		conn, err := dial()
		switch {
		case err == nil:
			connected = true
			stop := context.AfterFunc(ctx, func() { conn.Close() })
			_, _ = io.Copy(io.Discard, conn)
			stop()
			conn.Close()
			if time.Since(began) >= retryDelay && ctx.Err() == nil {
				continue
			}
		case !connected:
			pause = pollInterval
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
	path := socketPath(os.Getenv)
	if path == "" {
		return nil, os.ErrNotExist
	}
	return net.DialTimeout("unix", path, dialTimeout)
}

// socketPath finds the compositor's socket as wl_display_connect(3) does. It is empty outside a
// Wayland session.
func socketPath(getenv func(string) string) string {
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
