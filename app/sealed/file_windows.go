package sealed

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
	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
)

// Waiting for the lock.
const (
	lockWithin = time.Second
	lockPause  = 10 * time.Millisecond
)

// File is a sealed file. Processes that lock it do not change it at the same time.
type File struct {
	// Path is its full path.
	Path string
	// Purpose must be the same to write and to read. It keeps what another program sealed from
	// being taken for ours; it is no secret and not empty.
	Purpose string
}

// Exists reports whether there may be such a file.
func (f File) Exists() bool {
	_, err := os.Lstat(f.Path)
	return !errors.Is(err, fs.ErrNotExist)
}

// Changed returns when the file was written, zero if unknown.
func (f File) Changed() time.Time {
	info, err := os.Lstat(f.Path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// Read returns what was sealed. The error is fs.ErrNotExist if there is no file, [ErrNotOurs],
// or one of the system.
func (f File) Read() ([]byte, error) {
	var b []byte
	err := winapi.RetryWhileBusy(func() (err error) { b, err = capped.ReadFile(f.Path, MaxSize); return err })
	if err != nil {
		return nil, err
	}
	b, err = f.unseal(b)
	if err != nil {
		return nil, ErrNotOurs
	}
	return b, nil
}

// Write replaces the file in one step, and makes its folder. Only this user has rights on it.
func (f File) Write(b []byte) error {
	b, err := f.seal(b)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o700); err != nil {
		return err
	}
	next := f.Path + ".new"
	_ = os.Remove(next) // an existing file would keep its rights
	err = writePrivate(next, b)
	if err == nil {
		err = winapi.RetryWhileBusy(func() error { return os.Rename(next, f.Path) })
	}
	if err != nil {
		_ = os.Remove(next)
	}
	return err
}

// Remove removes the file. It is no error if there is none.
func (f File) Remove() error {
	_ = os.Remove(f.Path + ".new") // of a process that was killed
	err := winapi.RetryWhileBusy(func() error { return os.Remove(f.Path) })
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Lock keeps other processes from locking it, and waits up to a second for one that has. Ok is
// false if it was not free in time, or the folder does not exist.
func (f File) Lock() (unlock func(), ok bool) {
	name, err := windows.UTF16PtrFromString(f.Path + ".lock")
	// Windows removes a file beside it that nobody else can open, even when the process is killed.
	for end := time.Now().Add(lockWithin); err == nil; time.Sleep(lockPause) {
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
func (f File) seal(b []byte) ([]byte, error) {
	return f.protect(b, func(in, entropy, out *windows.DataBlob) error {
		return windows.CryptProtectData(in, nil, entropy, 0, nil, windows.CRYPTPROTECT_UI_FORBIDDEN, out)
	})
}

func (f File) unseal(b []byte) ([]byte, error) {
	return f.protect(b, func(in, entropy, out *windows.DataBlob) error {
		return windows.CryptUnprotectData(in, nil, entropy, 0, nil, windows.CRYPTPROTECT_UI_FORBIDDEN, out)
	})
}

// protect calls DPAPI.
func (f File) protect(b []byte, call func(in, entropy, out *windows.DataBlob) error) ([]byte, error) {
	if len(b) == 0 || f.Purpose == "" {
		return nil, windows.ERROR_INVALID_DATA
	}
	in := windows.DataBlob{Size: uint32(len(b)), Data: &b[0]}
	purpose := []byte(f.Purpose)
	entropy := windows.DataBlob{Size: uint32(len(purpose)), Data: &purpose[0]}
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
