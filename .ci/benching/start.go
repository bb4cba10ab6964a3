package main

import (
	"fmt"
	"os/exec"
	"syscall"
	"time"

	"github.com/godbus/dbus/v5"
)

// starter starts programs that have a tray icon.
type starter struct {
	icons chan *dbus.Signal
}

func newStarter() (*starter, error) {
	bus, err := dbus.SessionBus()
	if err != nil {
		return nil, err
	}
	err = bus.AddMatchSignal(dbus.WithMatchInterface("org.kde.StatusNotifierWatcher"), dbus.WithMatchMember("StatusNotifierItemRegistered"))
	if err != nil {
		return nil, err
	}
	s := &starter{icons: make(chan *dbus.Signal, 16)}
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

// once starts a program and ends it when its icon is there, and returns how long that took.
func (s *starter) once(program string, args ...string) (time.Duration, error) {
	cmd := exec.Command(program, args...)
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	at, err := s.icon(program)
	time.Sleep(100 * time.Millisecond) // what began before the icon came is done by then
	_ = end(cmd)
	return at.Sub(began), err
}

// end ends a program by the signal that every desktop ends it with.
func end(cmd *exec.Cmd) error {
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return cmd.Wait()
}
