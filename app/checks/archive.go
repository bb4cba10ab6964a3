package checks

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// maxBundle bounds what goes into a bundle, in bytes before it is packed.
const maxBundle = 16 << 20

var (
	// ErrExists says that there is something of that name; it is left as it is.
	ErrExists = errors.New("the file exists")
	// ErrTooBig says that the content is over 16 MiB.
	ErrTooBig = errors.New("the content is too big")
)

// SecretError says that the secret was found, and nothing was written.
type SecretError struct {
	File string // in which part of the bundle; empty: in the bundle's own name
}

func (e *SecretError) Error() string { return "the secret is in " + e.File }

// File is a part of a bundle.
type File struct {
	Name    string
	Content []byte
	Changed time.Time
}

// WriteBundle packs the files into a zip at path, which only this user can read (on
// Windows: who can read the folder). It reads back what it packed, and looks with
// find for the secret in every byte of it, names and content, before anything of it
// lands on disk. What is at path already is never replaced, and nothing is left
// there where it fails: the whole is written beside it first. Errors are
// *SecretError, ErrExists, ErrTooBig and those of the system.
func WriteBundle(path string, files []File, find func([]byte) bool) error {
	if find([]byte(path)) {
		return &SecretError{}
	}
	// Link below is what decides; this is for whoever would wait for nothing.
	if _, err := os.Lstat(path); err == nil {
		return ErrExists
	}
	packed, err := pack(files)
	if err != nil {
		return err
	}
	if err := scan(packed, find); err != nil {
		return err
	}
	return land(path, packed)
}

func pack(files []File) ([]byte, error) {
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	size := 0
	for _, f := range files {
		if size += len(f.Content); size > maxBundle {
			return nil, ErrTooBig
		}
		part, err := z.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: f.Changed})
		if err != nil {
			return nil, err
		}
		if _, err := part.Write(f.Content); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// scan looks into what was packed as whoever unpacks it will, and at the packed
// bytes themselves.
func scan(packed []byte, find func([]byte) bool) error {
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return err
	}
	for _, f := range z.File {
		part, err := f.Open()
		if err != nil {
			return err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		if find([]byte(f.Name)) || find(content) {
			return &SecretError{File: f.Name}
		}
	}
	if find(packed) {
		return &SecretError{File: "zip"}
	}
	return nil
}

// land puts content at path in one step, unless there is something.
func land(path string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".wolkvox-hold-bundle-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	if err := fill(file, content); err != nil {
		return err
	}
	// A second name for the file, where a rename would replace what is there.
	err = os.Link(file.Name(), path)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return ErrExists
	}
	return landWithoutLinks(path, content)
}

// landWithoutLinks is for file systems that give a file one name only (FAT, some
// shares): a process killed in the middle of it leaves a part behind.
func landWithoutLinks(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return ErrExists
	}
	if err != nil {
		return err
	}
	if err := fill(file, content); err != nil {
		return fmt.Errorf("write the bundle: %w", errors.Join(err, os.Remove(path)))
	}
	return nil
}

// fill writes a new file whole, to the disk, and closes it.
func fill(file *os.File, content []byte) error {
	_, err := file.Write(content)
	if err == nil {
		err = file.Sync()
	}
	if e := file.Close(); err == nil {
		err = e
	}
	return err
}
