package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"github.com/godbus/dbus/v5"
)

// relayDisplay is the X display of the relay; the network and the folder of
// sockets are the bench's own, so it is free.
const relayDisplay = ":77"

// relay stands between a program and the X server, and sees when the program's
// hotkey is armed: when the X server has answered the program's last GrabKey.
type relay struct {
	mu    sync.Mutex
	grabs bool // one is under way
	armed time.Time
}

func newRelay(display string) (*relay, error) {
	l, err := net.Listen("unix", "/tmp/.X11-unix/X"+relayDisplay[1:])
	if err != nil {
		return nil, err
	}
	r := &relay{}
	go func() {
		for {
			program, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("unix", "/tmp/.X11-unix/X"+display[1:])
			if err != nil {
				program.Close()
				return
			}
			go r.answers(program, server)
			go r.requests(server, program)
		}
	}()
	return r, nil
}

// requests carries what the program asks, message by message: first who it is
// (12 bytes and two padded texts), then requests, each with its length.
func (r *relay) requests(server, program net.Conn) {
	defer server.Close()
	pad := func(n int) int { return (n + 3) &^ 3 }
	head := make([]byte, 12)
	if _, err := io.ReadFull(program, head); err != nil {
		return
	}
	server.Write(head)
	names := pad(int(head[6])|int(head[7])<<8) + pad(int(head[8])|int(head[9])<<8)
	if _, err := io.CopyN(server, program, int64(names)); err != nil {
		return
	}
	for head = head[:4]; ; {
		if _, err := io.ReadFull(program, head); err != nil {
			return
		}
		const grabKey = 33
		if head[0] == grabKey {
			r.mu.Lock()
			r.grabs = true
			r.mu.Unlock()
		}
		server.Write(head)
		length := 4 * (int(head[2]) | int(head[3])<<8)
		if _, err := io.CopyN(server, program, int64(length-4)); err != nil {
			return
		}
	}
}

func (r *relay) answers(program, server net.Conn) {
	defer program.Close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := server.Read(buffer)
		if err != nil {
			return
		}
		r.mu.Lock()
		if r.grabs {
			r.grabs, r.armed = false, time.Now()
		}
		r.mu.Unlock()
		if _, err := program.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// starter starts programs that have a tray icon.
type starter struct {
	relay *relay
	icons chan *dbus.Signal
}

func newStarter() (*starter, error) {
	r, err := newRelay(os.Getenv("DISPLAY"))
	if err != nil {
		return nil, err
	}
	bus, err := dbus.SessionBus()
	if err != nil {
		return nil, err
	}
	err = bus.AddMatchSignal(dbus.WithMatchInterface("org.kde.StatusNotifierWatcher"), dbus.WithMatchMember("StatusNotifierItemRegistered"))
	if err != nil {
		return nil, err
	}
	s := &starter{relay: r, icons: make(chan *dbus.Signal, 16)}
	bus.Signal(s.icons)
	return s, nil
}

// icon waits for the next tray icon.
func (s *starter) icon(of string) (time.Time, error) {
	select {
	case <-s.icons:
		return time.Now(), nil
	case <-time.After(20 * time.Second):
		return time.Time{}, fmt.Errorf("%s shows no tray icon", of)
	}
}

// start starts a program that is to be measured at rest, and waits for its icon.
func (s *starter) start(program string) (*exec.Cmd, error) {
	cmd := exec.Command(program)
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	if _, err := s.icon(program); err != nil {
		_ = end(cmd)
		return nil, err
	}
	return cmd, nil
}

// once starts a program and ends it when its icon is there. It returns when its
// hotkey was armed, zero for a program that has none, and when its icon was there.
func (s *starter) once(program string, args ...string) (armed, icon time.Duration, err error) {
	s.relay.mu.Lock()
	s.relay.armed = time.Time{}
	s.relay.mu.Unlock()
	cmd := exec.Command(program, args...)
	if len(args) > 0 { // the resident: what has OpenGL does not go through the relay
		cmd.Env = append(os.Environ(), "DISPLAY="+relayDisplay)
	}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, 0, err
	}
	at, err := s.icon(program)
	time.Sleep(100 * time.Millisecond) // what began before the icon came is done by then
	s.relay.mu.Lock()
	if !s.relay.armed.IsZero() {
		armed = s.relay.armed.Sub(began)
	}
	s.relay.mu.Unlock()
	_ = end(cmd)
	return armed, at.Sub(began), err
}

// end ends a program by the signal that every desktop ends it with.
func end(cmd *exec.Cmd) error {
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return cmd.Wait()
}
