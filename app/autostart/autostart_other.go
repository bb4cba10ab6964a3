//go:build !linux && !windows && !darwin

package autostart

// Enabled answers ErrUnsupported on this system.
func (a Autostart) Enabled() (bool, error) { return false, ErrUnsupported }

// Exists answers ErrUnsupported on this system.
func (a Autostart) Exists() (bool, error) { return false, ErrUnsupported }

// Set answers ErrUnsupported on this system.
func (a Autostart) Set(bool) error { return ErrUnsupported }
