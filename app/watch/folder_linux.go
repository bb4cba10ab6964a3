package watch

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

const (
	// inside are the changes of a folder that make its files others than before:
	// a file written, replaced, taken away or given other rights, and the folder
	// itself.
	inside = unix.IN_CLOSE_WRITE | unix.IN_CREATE | unix.IN_DELETE | unix.IN_MOVED_FROM | unix.IN_MOVED_TO |
		unix.IN_ATTRIB | unix.IN_DELETE_SELF | unix.IN_MOVE_SELF
	// around are the changes of its parent that bring the folder or take it away.
	around = unix.IN_CREATE | unix.IN_DELETE | unix.IN_MOVED_FROM | unix.IN_MOVED_TO
)

// Folder calls changed soon after something changed in the folder at path, and
// once at the start, when it watches. The folder may come and go; its parent
// must be there. It returns when ctx ends, or with an error if the system lets
// nothing be watched.
func Folder(ctx context.Context, path string, changed func()) error {
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		return fmt.Errorf("watch %s: %w", path, err)
	}
	file := os.NewFile(uintptr(fd), "inotify") // not blocking, so that no thread waits
	defer file.Close()
	parent, err := unix.InotifyAddWatch(fd, filepath.Dir(path), around|unix.IN_ONLYDIR)
	if err != nil {
		return fmt.Errorf("watch %s: %w", filepath.Dir(path), err)
	}
	look := func() error {
		_, err := unix.InotifyAddWatch(fd, path, inside|unix.IN_ONLYDIR|unix.IN_DONT_FOLLOW)
		if errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.ENOMEM) {
			return fmt.Errorf("watch %s: %w", path, err)
		}
		return nil // one that is not there is told by its parent
	}
	if err := look(); err != nil {
		return err
	}

	events, end := settling(ctx, changed)
	defer end()
	newest.Wake(events)
	stop := context.AfterFunc(ctx, func() { file.Close() })
	defer stop()

	buf := make([]byte, 16<<10)
	for {
		n, err := file.Read(buf)
		if err != nil {
			if ctx.Err() == nil && !errors.Is(err, os.ErrClosed) {
				return fmt.Errorf("watch %s: %w", path, err)
			}
			return nil
		}
		for _, e := range parse(buf[:n]) {
			if e.watch == int32(parent) && e.name != filepath.Base(path) && e.mask&unix.IN_Q_OVERFLOW == 0 {
				continue
			}
			if err := look(); err != nil {
				return err
			}
			newest.Wake(events)
		}
	}
}

// fsnotify (1.10.1) does not serve here. It cannot be asked for the close of a file, by
// which an upgrade knows that the new program is whole, and tells of every write instead:
// three times a press, since the marks and the log lie in a folder that is watched. And
// it follows a link in the folder's place.

// event is one of inotify's, see inotify(7).
type event struct {
	watch int32
	mask  uint32
	name  string
}

// parse takes apart what inotify wrote. What is cut short is left out.
func parse(b []byte) (list []event) {
	const head = 16
	for len(b) >= head {
		e := event{watch: int32(binary.NativeEndian.Uint32(b)), mask: binary.NativeEndian.Uint32(b[4:])}
		n := uint64(binary.NativeEndian.Uint32(b[12:]))
		if n > uint64(len(b)-head) {
			break
		}
		e.name, _, _ = strings.Cut(string(b[head:head+n]), "\x00")
		list = append(list, e)
		b = b[head+n:]
	}
	return list
}
