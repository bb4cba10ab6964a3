package settingsfile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// ErrTorn is wrapped by Load where the file is there and can be read, but does
// not hold settings: cut short, not JSON, too big. It is still in place.
var ErrTorn = errors.New("the settings file cannot be understood and is still in place")

// maxCopies is how many torn files are kept; a hundredth means that something
// else is wrong and that a person must look.
const maxCopies = 99

// File is the settings file at Path. It holds nothing open and no lock: of two
// programs that save at the same instant the later one wins whole.
type File struct {
	Path string
}

// Load reads the file. A missing one gives an empty Raw and no error. One that
// cannot be understood gives an empty Raw and an error that wraps ErrTorn.
// Every other error means that the file cannot be read at all, on Windows also
// that the drive or share it lies on is gone. That may take long to find out.
func (f File) Load() (settings.Raw, error) {
	b, err := f.read()
	if errors.Is(err, fs.ErrNotExist) {
		if err = missing(f.Path); err == nil {
			return settings.Raw{}, nil
		}
	}
	if err != nil {
		return settings.Raw{}, fmt.Errorf("read the settings: %w", err)
	}
	raw, err := settings.Decode(b)
	if err != nil {
		return settings.Raw{}, fmt.Errorf("%w: %s: %w", ErrTorn, f.Path, err)
	}
	return raw, nil
}

// read returns at most one byte more than Decode takes.
func (f File) read() ([]byte, error) {
	// Opening a named pipe would wait for a writer.
	info, err := os.Stat(f.Path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", f.Path)
	}
	var file *os.File
	err = whenFree(func() error {
		file, err = os.Open(f.Path)
		return err
	})
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err = file.Stat(); err != nil {
		return nil, err
	}
	if err := owned(f.Path, info); err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(file, settings.MaxBytes+1))
}

// Save reads the settings, lets change alter them, and replaces the file. If
// anything fails, or change returns an error (which Save then returns as it
// is), the file is as it was. A missing folder is made, for the user alone. A
// torn file is first copied to Path + ".torn-1" (or the next free number), and
// change starts from nothing. Where Path is a link, the file it leads to is
// replaced and the link stays.
func (f File) Save(change func(settings.Raw) error) error {
	raw, err := f.Load()
	torn := errors.Is(err, ErrTorn)
	if err != nil && !torn {
		return err
	}
	if err := change(raw); err != nil {
		return err
	}
	b, err := settings.Encode(raw)
	if err != nil {
		return err
	}
	if torn {
		if err := f.copyAside(); err != nil {
			return fmt.Errorf("save the settings: copy the torn file aside: %w", err)
		}
	}
	return f.put(b)
}

// Replace writes raw in the place of what is there, which it does not read: for files
// that are no person's work.
func (f File) Replace(raw settings.Raw) error {
	b, err := settings.Encode(raw)
	if err != nil {
		return err
	}
	return f.put(b)
}

// put makes the folder where it is missing, and replaces the file.
func (f File) put(b []byte) error {
	if err := ownedFolder(filepath.Dir(f.Path)); err != nil {
		return fmt.Errorf("save the settings: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o700); err != nil {
		return fmt.Errorf("save the settings: %w", err)
	}
	target := f.Path
	if leadsTo, err := filepath.EvalSymlinks(f.Path); err == nil {
		target = leadsTo
	}
	if err := replace(target, b); err != nil {
		return fmt.Errorf("save the settings: %w", err)
	}
	return nil
}

// copyAside copies the whole file, also what Load would not read.
func (f File) copyAside() error {
	from, err := os.Open(f.Path)
	if err != nil {
		return err
	}
	defer from.Close()
	for n := 1; n <= maxCopies; n++ {
		name := fmt.Sprintf("%s.torn-%d", f.Path, n)
		to, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return err
		}
		_, err = io.Copy(to, from)
		return finish(to, err)
	}
	return fmt.Errorf("%d copies of torn files are there already; remove some", maxCopies)
}

// replace puts b in the place of the file at path, in one step.
func replace(path string, b []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".new-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(b)
	if err := finish(file, err); err != nil {
		return err
	}
	if err := whenFree(func() error { return os.Rename(file.Name(), path) }); err != nil {
		_ = os.Remove(file.Name())
		return err
	}
	syncFolder(filepath.Dir(path))
	return nil
}

// finish has a written file reach the disk and closes it. After an error,
// its own or the one given, the file is removed.
func finish(file *os.File, err error) error {
	if err == nil {
		err = file.Sync()
	}
	if e := file.Close(); err == nil {
		err = e
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}
