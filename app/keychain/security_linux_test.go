package keychain

import (
	"errors"
	"fmt"
	"os/exec"
	"testing"
	"time"
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

func TestWhenAMacStoredTheEntry(t *testing.T) {
	const printed = `keychain: "/Users/agent/Library/Keychains/login.keychain-db"
version: 512
class: "genp"
attributes:
    "acct"<blob>="token"
    "cdat"<timedate>=0x32303235303130313030303030305A00  "20250101000000Z\000"
    "mdat"<timedate>=0x32303236313132353132303030305A00  "20261125120000Z\000"
    "svce"<blob>="wolkvox-hold"
`
	if got, want := modificationDate(printed), time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, text := range []string{"", `"mdat"<timedate>=<NULL>`, `"mdat"<timedate>="not a time"`, `"mdat"<timedate>="`} {
		if got := modificationDate(text); !got.IsZero() {
			t.Errorf("%q: got %v, want nothing", text, got)
		}
	}
}
