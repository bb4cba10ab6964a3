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

// maxBundle bounds the content of a bundle, in bytes before compression.
const maxBundle = 16 << 20

var (
	// errExists says that the name is taken; what has it is left unchanged.
	errExists = errors.New("the file exists")
	// errTooBig says that the content is over 16 MiB.
	errTooBig = errors.New("the content is too big")
)

// secretError says that the secret was found and nothing was written.
type secretError struct {
	File string // the part of the bundle that has it; empty: the bundle's own name
}

func (e *secretError) Error() string { return "the secret is in " + e.File }

// File is a part of a bundle.
type File struct {
	Name    string
	Content []byte
	Changed time.Time
}

// writeBundle packs the files into a zip at path, which only this user can read (on Windows:
// everybody who can read the folder). Before anything is on disk it unpacks the zip again and
// searches all names and content with find for the secret. It never replaces a file, and a
// failure leaves nothing at path: the zip is first written beside it. Errors are
// *secretError, errExists, errTooBig and those of the system.
func writeBundle(path string, files []File, find func([]byte) bool) error {
	if find([]byte(path)) {
		return &secretError{}
	}
	// An early answer only: the link at the end is what never replaces a file.
	if _, err := os.Lstat(path); err == nil {
		return errExists
	}
	packed, err := pack(files)
	if err != nil {
		return err
	}
	if err := scan(packed, find); err != nil {
		return err
	}
	return writeNew(path, packed)
}

func pack(files []File) ([]byte, error) {
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	size := 0
	for _, f := range files {
		if size += len(f.Content); size > maxBundle {
			return nil, errTooBig
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

// scan searches the unpacked names and content, and the packed bytes.
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
			return &secretError{File: f.Name}
		}
	}
	if find(packed) {
		return &secretError{File: "zip"}
	}
	return nil
}

// writeNew puts content at path in one step, unless path exists.
func writeNew(path string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".wolkvox-hold-bundle-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	if err := fill(file, content); err != nil {
		return err
	}
	// A hard link fails if path exists; a rename would replace it.
	err = os.Link(file.Name(), path)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		return errExists
	}
	return writeWithoutLink(path, content)
}

// writeWithoutLink is for file systems without hard links (FAT, some shares). If the process
// is killed meanwhile, it leaves an incomplete file.
func writeWithoutLink(path string, content []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return errExists
	}
	if err != nil {
		return err
	}
	if err := fill(file, content); err != nil {
		return fmt.Errorf("write the bundle: %w", errors.Join(err, os.Remove(path)))
	}
	return nil
}

// fill writes a new file, syncs it to disk and closes it.
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
