package settingsfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// ErrTorn is wrapped by Load if the file can be read but holds no settings: cut short,
// not JSON, too big. The file is still in place.
var ErrTorn = errors.New("the settings file cannot be understood and is still in place")

// ErrForeign is wrapped by Load if the file belongs to another user, and by Save if the
// folder does. The settings in it are that person's, and so is the extension.
var ErrForeign = errors.New("it belongs to another user")

// maxCopies is how many torn files are kept. If there are more, something else is wrong
// and a person must look.
const maxCopies = 99

// saveTries is how often Save begins again because another program saved at the same time.
const saveTries = 10

// errOvertaken says that another program saved since this one read the file.
var errOvertaken = errors.New("another program is saving the settings")

// File is the settings file at Path. It keeps nothing open and takes no lock.
type File struct {
	Path string
}

// Load reads the file. A missing one gives an empty Raw and no error. One that cannot
// be parsed gives an empty Raw and an error that wraps ErrTorn. Any other error means
// that the file cannot be read, on Windows also that its drive or share is not
// available; that may take long to find out.
func (f File) Load() (settings.Raw, error) {
	return f.parse(f.read())
}

// parse is Load for what was read.
func (f File) parse(b []byte, err error) (settings.Raw, error) {
	if errors.Is(err, fs.ErrNotExist) {
		if err = checkReachable(f.Path); err == nil {
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
	// Opening a FIFO would wait for a writer.
	info, err := os.Stat(f.Path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", f.Path)
	}
	var file *os.File
	err = retryWhileBusy(func() error {
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
	if err := checkOwner(f.Path, info); err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(file, settings.MaxBytes+1))
}

// Save reads the settings, calls change, and replaces the file. If anything fails, the
// file stays as it was; an error of change is returned unchanged. A missing folder is
// made, for the user alone. A torn file is first copied to Path + ".torn-1" (or the
// next free number), and change gets an empty Raw. If Path is a symbolic link, the file
// it leads to is replaced and the link stays. If another program saves in the meantime,
// change is called again with its settings: otherwise the older value of a key that this
// one does not change, the extension too, would come back.
func (f File) Save(change func(settings.Raw) error) (err error) {
	for range saveTries {
		if err = f.save(change); !errors.Is(err, errOvertaken) {
			break
		}
	}
	return err
}

func (f File) save(change func(settings.Raw) error) error {
	before, unread := f.read()
	raw, err := f.parse(before, unread)
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
	return f.write(b, func() bool {
		now, err := f.read()
		return bytes.Equal(now, before) && (err == nil) == (unread == nil)
	})
}

// Replace writes raw without reading the old content: for files that only the program
// writes.
func (f File) Replace(raw settings.Raw) error {
	b, err := settings.Encode(raw)
	if err != nil {
		return err
	}
	return f.write(b, func() bool { return true })
}

// write makes the folder if it is missing, and replaces the file if it is still the one.
func (f File) write(b []byte, still func() bool) error {
	if err := checkFolderOwner(filepath.Dir(f.Path)); err != nil {
		return fmt.Errorf("save the settings: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(f.Path), 0o700); err != nil {
		return fmt.Errorf("save the settings: %w", err)
	}
	target := f.Path
	if leadsTo, err := filepath.EvalSymlinks(f.Path); err == nil {
		target = leadsTo
	}
	if err := replace(target, b, still); err != nil {
		return fmt.Errorf("save the settings: %w", err)
	}
	return nil
}

// copyAside copies the whole file, also the part beyond the limit of Load.
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
		return syncAndClose(to, err)
	}
	return fmt.Errorf("%d copies of torn files are there already; remove some", maxCopies)
}

// replace replaces the file at path by b, in one step, if it is still the one.
func replace(path string, b []byte, still func() bool) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".new-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(b)
	if err := syncAndClose(file, err); err != nil {
		return err
	}
	err = errOvertaken
	if still() {
		err = retryWhileBusy(func() error { return os.Rename(file.Name(), path) })
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return err
	}
	syncFolder(filepath.Dir(path))
	return nil
}

// syncAndClose syncs a written file to the disk and closes it. After an error, its own or
// the given one, it removes the file.
func syncAndClose(file *os.File, err error) error {
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
