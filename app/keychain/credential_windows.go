package keychain

import (
	"errors"
	"fmt"
	"io/fs"
	"time"
	"unsafe"

	"github.com/danieljoos/wincred"
	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"

	"github.com/wolkvox-hold/wolkvox-hold/app/sealed"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// credential is the entry's name in Credential Manager.
const credential = Service + ":" + User

// store stores the entry so that it follows a roaming profile to other hosts, which
// go-keyring's does not. Where Windows refuses that, it stays on this host.
func store(secret string) error {
	c := wincred.NewGenericCredential(credential)
	c.UserName, c.CredentialBlob, c.Persist = User, []byte(secret), wincred.PersistEnterprise
	err := c.Write()
	if err != nil {
		c.Persist = wincred.PersistLocalMachine
		err = c.Write()
	}
	return err
}

// changed returns when Windows stored the entry last, zero if unknown.
func (systemStore) changed() time.Time {
	c, err := wincred.GetGenericCredential(credential)
	if err != nil {
		return time.Time{}
	}
	if fromSeconds(c.LastWritten.Unix()).IsZero() {
		return time.Time{}
	}
	return c.LastWritten
}

// stores are Credential Manager and, if k has one, a file beside it.
func (k *Keychain) stores() stores {
	s := stores{system: systemStore{}, allowed: k.MayUseFile}
	if k.SealedFile != "" {
		s.file = sealedFile{sealed.File{Path: k.SealedFile, Purpose: "wolkvox-hold token 1"}}
	}
	if s.allowed == nil {
		s.allowed = func() bool { return true }
	}
	return s
}

// sealedFile is a sealed file with the token.
type sealedFile struct{ sealed.File }

func (f sealedFile) get() (wolkvox.Token, error) {
	value, err := f.Read()
	switch {
	case err == nil:
		return parseEntry(string(value))
	case errors.Is(err, fs.ErrNotExist):
		return wolkvox.Token{}, ErrNotFound
	case errors.Is(err, sealed.ErrNotOurs):
		return wolkvox.Token{}, ErrSealedElsewhere
	}
	return wolkvox.Token{}, refused("read the file with the token", err)
}

func (f sealedFile) set(token wolkvox.Token) error {
	if err := f.Write([]byte(token.Secret())); err != nil {
		return refused("write the file with the token", err)
	}
	return nil
}

func (f sealedFile) clear() error {
	if err := f.Remove(); err != nil {
		return refused("remove the file with the token", err)
	}
	return nil
}

func (f sealedFile) changed() time.Time { return f.Changed() }

var credGetSessionTypes = windows.NewLazySystemDLL("advapi32.dll").NewProc("CredGetSessionTypes")

// Of wincred.h.
const (
	credTypeGeneric = 1 // CRED_TYPE_GENERIC
	credTypes       = 7 // CRED_TYPE_MAXIMUM
)

// lsaKey is where the security option "Network access: Do not allow storage of passwords and
// credentials for network authentication" is kept.
const lsaKey = `SYSTEM\CurrentControlSet\Control\Lsa`

// Refusal returns, for IT, what keeps a token out of the system's keychain as far as the
// system tells that without being asked to store one. It is empty if nothing is known to.
// It is for Windows alone.
func Refusal() string {
	var limits storeLimits
	var persist [credTypes]uint32
	if done, _, err := credGetSessionTypes.Call(credTypes, uintptr(unsafe.Pointer(&persist[0]))); done == 0 {
		limits.asked = err
		if number, ok := err.(windows.Errno); ok {
			limits.asked = fmt.Errorf("system error %d", uintptr(number))
		}
	}
	limits.generic = persist[credTypeGeneric]
	if key, err := registry.OpenKey(registry.LOCAL_MACHINE, lsaKey, registry.QUERY_VALUE|registry.WOW64_64KEY); err == nil {
		defer key.Close()
		limits.disabled, _, _ = key.GetIntegerValue("DisableDomainCreds") // one of another type does not count
	}
	return limits.refusal()
}
