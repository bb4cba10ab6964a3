package keychain

import (
	"errors"
	"fmt"
	"os/exec"
	"testing"
)

// A locked login keychain reads as locked, and nothing else does.
func TestALockedLoginKeychainIsKnownByTheEndOfSecurity(t *testing.T) {
	for code, want := range map[int]bool{0: false, 1: false, 44: false, 36: true, 51: true, 128: true} {
		err := exec.Command("/bin/sh", "-c", fmt.Sprintf("exit %d", code)).Run()
		if got := securityLocked(err); got != want {
			t.Errorf("exit %d: got %v, want %v", code, got, want)
		}
	}
	// The codes are the low bytes of the system's.
	for status, code := range map[int32]int{-25308: securityNoInteraction, -25293: securityAuthFailed, -128: securityCanceled} {
		if got := int(uint8(status)); got != code {
			t.Errorf("%d: got %d, want %d", status, got, code)
		}
	}
	if securityLocked(errors.New("exit status 36")) || securityLocked(nil) {
		t.Error("an error that is no exit was taken for a lock")
	}
}
