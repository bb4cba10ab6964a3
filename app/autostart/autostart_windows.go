package autostart

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/windows/registry"
)

// runName is the value's name in the Run keys of the user and of the machine.
const runName = "WolkvoxHold"

const (
	runKey      = `Software\Microsoft\Windows\CurrentVersion\Run`
	approvedKey = `Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run`
)

// runLocation is a Run key and the key where Task Manager records what it switched off.
type runLocation struct {
	hive          registry.Key
	run, approved string
}

// The user's own entry and the machine's. Tests replace them.
var (
	own     = runLocation{registry.CURRENT_USER, runKey, approvedKey}
	machine = runLocation{registry.LOCAL_MACHINE, runKey, approvedKey}
)

// Enabled reports whether a log-on will start the program: the user's own entry or the
// machine's names an existing program, and was not switched off in Task Manager. The
// program itself may still end at once because of its settings.
func (a Autostart) Enabled() (bool, error) {
	for _, p := range []runLocation{own, machine} {
		if starts, err := p.starts(); starts || err != nil {
			return starts, err
		}
	}
	return false, nil
}

// Exists reports whether there is an entry of ours, the user's own or the machine's,
// even one that was switched off in Task Manager.
func (a Autostart) Exists() (bool, error) {
	for _, p := range []runLocation{own, machine} {
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

// Set turns autostart on or off for this user. On writes the user's own entry, or
// removes it if the machine's entry is enough. Off removes the user's own entry. A user
// cannot change the machine's entry; the program that it starts ends because of the
// user's setting.
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
	// The newer decision counts: remove what Task Manager recorded.
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

// starts reports whether Windows starts the entry of this key.
func (p runLocation) starts() (bool, error) {
	key, err := p.open(p.run, registry.QUERY_VALUE)
	if key == 0 || err != nil {
		return false, err
	}
	defer key.Close()
	line, kind, err := key.GetStringValue(runName)
	if err == nil && kind == registry.EXPAND_SZ { // of Group Policy, with %ProgramFiles% in it
		line, err = registry.ExpandString(line)
	}
	switch {
	case errors.Is(err, registry.ErrNotExist), errors.Is(err, registry.ErrUnexpectedType):
		return false, nil // missing, or of a type that Windows does not start
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

// remove removes our value from a key, and succeeds if there is none.
func (p runLocation) remove(path string) error {
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

// open opens a key below hive; 0 means that there is none.
func (p runLocation) open(path string, access uint32) (registry.Key, error) {
	key, err := registry.OpenKey(p.hive, path, access|registry.WOW64_64KEY)
	if errors.Is(err, registry.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("open the autostart key: %w", err)
	}
	return key, nil
}
