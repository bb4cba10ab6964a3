package keychain

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/capped"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// maxSealed limits what is read of a sealed file, in bytes. The longest token takes less
// than 1 KiB in it.
const maxSealed = 8 << 10

// sealEntropy must be given again to unseal. It keeps a blob of another program from being
// taken for a token; it is no secret.
var sealEntropy = []byte("wolkvox-hold token 1")

// Waiting for the lock of a sealed file.
const (
	sealLockWithin = time.Second
	sealLockPause  = 10 * time.Millisecond
)

// sealedFile is a file with the token, encrypted by Windows (DPAPI) with a key of this user
// on this machine.
type sealedFile struct{ path string }

func (f sealedFile) exists() bool {
	_, err := os.Lstat(f.path)
	return !errors.Is(err, fs.ErrNotExist)
}

func (f sealedFile) changed() time.Time {
	info, err := os.Lstat(f.path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

func (f sealedFile) get() (wolkvox.Token, error) {
	sealed, err := capped.ReadFile(f.path, maxSealed)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return wolkvox.Token{}, ErrNotFound
	case err != nil:
		return wolkvox.Token{}, refused("read the file with the token", err)
	}
	value, err := unseal(sealed)
	if err != nil {
		return wolkvox.Token{}, ErrSealedElsewhere
	}
	return parseEntry(string(value))
}

// set replaces the file in one step. Only this user has rights on it.
func (f sealedFile) set(token wolkvox.Token) error {
	sealed, err := seal([]byte(token.Secret()))
	if err != nil {
		return refused("seal the token", err)
	}
	if err := os.MkdirAll(filepath.Dir(f.path), 0o700); err != nil {
		return refused("make the folder for the token", err)
	}
	next := f.path + ".new"
	_ = os.Remove(next) // an existing file would keep its rights
	err = writePrivate(next, sealed)
	if err == nil {
		err = os.Rename(next, f.path)
	}
	if err != nil {
		_ = os.Remove(next)
		return refused("write the file with the token", err)
	}
	return nil
}

func (f sealedFile) clear() error {
	_ = os.Remove(f.path + ".new") // of a process that was killed
	if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return refused("remove the file with the token", err)
	}
	return nil
}

// lock opens a file beside it that nobody else can open meanwhile. Windows removes it, even
// when the process is killed.
func (f sealedFile) lock() (unlock func(), ok bool) {
	name, err := windows.UTF16PtrFromString(f.path + ".lock")
	for end := time.Now().Add(sealLockWithin); err == nil; time.Sleep(sealLockPause) {
		lock, busy := windows.CreateFile(name, windows.GENERIC_WRITE|windows.DELETE, 0, nil, windows.OPEN_ALWAYS, windows.FILE_FLAG_DELETE_ON_CLOSE, 0)
		if busy == nil {
			return func() { _ = windows.CloseHandle(lock) }, true
		}
		if errors.Is(busy, fs.ErrNotExist) || time.Now().After(end) {
			break // there is no folder yet, or somebody hangs
		}
	}
	return func() {}, false
}

// writePrivate writes a new file, on which only this user has rights.
func writePrivate(path string, b []byte) error {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return err
	}
	descriptor, err := windows.SecurityDescriptorFromString("D:P(A;;FA;;;" + user.User.Sid.String() + ")")
	if err != nil {
		return err
	}
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	security := windows.SecurityAttributes{SecurityDescriptor: descriptor}
	security.Length = uint32(unsafe.Sizeof(security))
	handle, err := windows.CreateFile(name, windows.GENERIC_WRITE, 0, &security, windows.CREATE_NEW, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return err
	}
	file := os.NewFile(uintptr(handle), path)
	_, err = file.Write(b)
	return errors.Join(err, file.Sync(), file.Close())
}

// seal encrypts b so that only this user on this machine can unseal it.
func seal(b []byte) ([]byte, error) {
	return dpapi(b, func(in, entropy, out *windows.DataBlob) error {
		return windows.CryptProtectData(in, nil, entropy, 0, nil, windows.CRYPTPROTECT_UI_FORBIDDEN, out)
	})
}

func unseal(b []byte) ([]byte, error) {
	return dpapi(b, func(in, entropy, out *windows.DataBlob) error {
		return windows.CryptUnprotectData(in, nil, entropy, 0, nil, windows.CRYPTPROTECT_UI_FORBIDDEN, out)
	})
}

func dpapi(b []byte, call func(in, entropy, out *windows.DataBlob) error) ([]byte, error) {
	if len(b) == 0 {
		return nil, windows.ERROR_INVALID_DATA
	}
	in := windows.DataBlob{Size: uint32(len(b)), Data: &b[0]}
	entropy := windows.DataBlob{Size: uint32(len(sealEntropy)), Data: &sealEntropy[0]}
	var out windows.DataBlob
	if err := call(&in, &entropy, &out); err != nil {
		return nil, err
	}
	if out.Data == nil {
		return nil, windows.ERROR_INVALID_DATA
	}
	defer windows.LocalFree(windows.Handle(unsafe.Pointer(out.Data)))
	made := unsafe.Slice(out.Data, out.Size)
	defer clear(made)
	return bytes.Clone(made), nil
}
