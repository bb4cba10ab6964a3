package startup

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// startUnelevated starts the program without the rights of "Run as administrator", if this
// process has them and the desktop has not: an elevated process may not hear that Explorer
// restarted, and then has no icon. The new process is a child of the desktop's shell and has
// its token: a process may see its own lower token, but only services may start with it.
// Where User Account Control is off nobody has two tokens, and nothing is done.
func startUnelevated(args ...string) (started bool, err error) {
	if full, err := isFull(windows.GetCurrentProcessToken()); err != nil || !full {
		return false, nil
	}
	shell, err := openShell()
	switch {
	case errors.Is(err, errAllElevated):
		return false, nil
	case err != nil:
		return false, err
	}
	defer windows.CloseHandle(shell)
	return true, startWithTokenOf(shell, env.ResidentProgram(), args...)
}

// errAllElevated is for a desktop that has no lower token either.
var errAllElevated = errors.New("the desktop's shell is elevated too")

// tokenElevationTypeFull is from winnt.h: the larger token of a person who has two.
const tokenElevationTypeFull = 2

func isFull(token windows.Token) (bool, error) {
	var kind, size uint32
	err := windows.GetTokenInformation(token, windows.TokenElevationType, (*byte)(unsafe.Pointer(&kind)), uint32(unsafe.Sizeof(kind)), &size)
	return kind == tokenElevationTypeFull, err
}

func startWithTokenOf(parent windows.Handle, program string, args ...string) error {
	// Package os would copy our streams into the parent.
	_, handle, err := syscall.StartProcess(program, append([]string{program}, args...), &syscall.ProcAttr{
		Env:   os.Environ(),
		Files: []uintptr{0, 0, 0},
		Sys:   &syscall.SysProcAttr{ParentProcess: syscall.Handle(parent)},
	})
	if err != nil {
		return err
	}
	return syscall.CloseHandle(syscall.Handle(handle))
}

// openShell opens the process of the desktop's shell, if that is the same person's and not
// elevated: a desktop where an administrator's password was entered is another person's.
func openShell() (windows.Handle, error) {
	var pid uint32
	window := windows.GetShellWindow()
	if window == 0 {
		return 0, errors.New("the desktop has no shell")
	}
	if _, err := windows.GetWindowThreadProcessId(window, &pid); err != nil {
		return 0, err
	}
	shell, err := windows.OpenProcess(windows.PROCESS_CREATE_PROCESS|windows.PROCESS_QUERY_LIMITED_INFORMATION, false, pid)
	if err != nil {
		return 0, fmt.Errorf("the desktop's shell: %w", err)
	}
	if err := servesPerson(shell); err != nil {
		windows.CloseHandle(shell)
		return 0, fmt.Errorf("the desktop's shell: %w", err)
	}
	return shell, nil
}

func servesPerson(shell windows.Handle) error {
	var token windows.Token
	if err := windows.OpenProcessToken(shell, windows.TOKEN_QUERY, &token); err != nil {
		return err
	}
	defer token.Close()
	theirs, err := token.GetTokenUser()
	if err != nil {
		return err
	}
	ours, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return err
	}
	full, err := isFull(token)
	switch {
	case err != nil:
		return err
	case full:
		return errAllElevated
	case !theirs.User.Sid.Equals(ours.User.Sid):
		return errors.New("it is another person's")
	}
	return nil
}
