package autostart

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/windows/registry"
)

// runName is the value's name in the registry's Run keys, for the agent and for
// the machine alike.
const runName = "WolkvoxHold"

const (
	runKey      = `Software\Microsoft\Windows\CurrentVersion\Run`
	approvedKey = `Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run`
)

// place is a Run key and what Task Manager keeps beside it.
type place struct {
	hive          registry.Key
	run, approved string
}

// The agent's own entry, and the machine's. Tests put others in their place.
var (
	own     = place{registry.CURRENT_USER, runKey, approvedKey}
	machine = place{registry.LOCAL_MACHINE, runKey, approvedKey}
)

// Enabled reports whether a log-on will start the program: the agent's own entry
// or the machine's names a program that is there, and was not switched off in
// Task Manager. Whether the program then stays is for its settings to say.
func (a Autostart) Enabled() (bool, error) {
	for _, p := range []place{own, machine} {
		if starts, err := p.starts(); starts || err != nil {
			return starts, err
		}
	}
	return false, nil
}

// Exists reports whether there is an entry of ours, the agent's own or the
// machine's, also one that was switched off in Task Manager.
func (a Autostart) Exists() (bool, error) {
	for _, p := range []place{own, machine} {
		key, err := p.open(p.run, registry.QUERY_VALUE)
		if err != nil {
			return false, err
		}
		if key == 0 {
			continue
		}
		_, _, err = key.GetValue(runName, nil)
		key.Close()
		if err == nil {
			return true, nil
		}
		if !errors.Is(err, registry.ErrNotExist) {
			return false, fmt.Errorf("read the autostart entry: %w", err)
		}
	}
	return false, nil
}

// Set turns autostart on or off for this user. On writes the agent's own entry,
// or removes it where the machine's does the same. Off removes the agent's own
// entry; the machine's is not the agent's to change, and the program it starts
// ends by the agent's setting.
func (a Autostart) Set(on bool) error {
	byMachine, err := machine.starts()
	if err != nil {
		return err
	}
	if !on || byMachine {
		return own.remove(own.run)
	}
	line, err := formatRun(a.Exec)
	if err != nil {
		return err
	}
	// A person who switches it on here means it, whatever Task Manager was told.
	if err := own.remove(own.approved); err != nil {
		return err
	}
	key, _, err := registry.CreateKey(own.hive, own.run, registry.SET_VALUE)
	if err != nil {
		return fmt.Errorf("write the autostart entry: %w", err)
	}
	defer key.Close()
	if err := key.SetStringValue(runName, line); err != nil {
		return fmt.Errorf("write the autostart entry: %w", err)
	}
	return nil
}

// starts reports whether Windows starts the entry of this place.
func (p place) starts() (bool, error) {
	key, err := p.open(p.run, registry.QUERY_VALUE)
	if key == 0 || err != nil {
		return false, err
	}
	defer key.Close()
	line, _, err := key.GetStringValue(runName)
	switch {
	case errors.Is(err, registry.ErrNotExist), errors.Is(err, registry.ErrUnexpectedType):
		return false, nil // not there, or nothing that Windows starts
	case err != nil:
		return false, fmt.Errorf("read the autostart entry: %w", err)
	}
	if info, err := os.Stat(parseRun(line)); err != nil || !info.Mode().IsRegular() {
		return false, nil
	}
	switched, err := p.open(p.approved, registry.QUERY_VALUE)
	if switched == 0 || err != nil {
		return err == nil, err
	}
	defer switched.Close()
	data, _, err := switched.GetBinaryValue(runName)
	return err != nil || approved(data), nil
}

// remove takes our value out of a key; one that is not there is gone already.
func (p place) remove(path string) error {
	key, err := p.open(path, registry.SET_VALUE)
	if key == 0 || err != nil {
		return err
	}
	defer key.Close()
	if err := key.DeleteValue(runName); err != nil && !errors.Is(err, registry.ErrNotExist) {
		return fmt.Errorf("remove the autostart entry: %w", err)
	}
	return nil
}

// open opens a key of this place; 0 means that there is none.
func (p place) open(path string, access uint32) (registry.Key, error) {
	key, err := registry.OpenKey(p.hive, path, access|registry.WOW64_64KEY)
	if errors.Is(err, registry.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("open the autostart key: %w", err)
	}
	return key, nil
}
