package keychain

import (
	"errors"
	"os/exec"
)

// Exit codes of macOS' /usr/bin/security: the low byte of the system's error code
// (SecBase.h, MacErrors.h). Not verified on a Mac.
const (
	securityNoInteraction = 36  // errSecInteractionNotAllowed, -25308: locked, and nobody can be asked (ssh)
	securityAuthFailed    = 51  // errSecAuthFailed, -25293: a wrong password was given
	securityCanceled      = 128 // userCanceledErr, -128: the person closed the prompt
)

// securityLocked reports whether an error of the library means that the macOS keychain is
// locked.
func securityLocked(err error) bool {
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return false
	}
	switch exit.ExitCode() {
	case securityNoInteraction, securityAuthFailed, securityCanceled:
		return true
	}
	return false
}
