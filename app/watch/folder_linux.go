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
	// folderEvents are changes in the folder: a file was written, replaced or removed, or got other
	// permissions; or the folder itself was moved or removed.
	folderEvents = unix.IN_CLOSE_WRITE | unix.IN_CREATE | unix.IN_DELETE | unix.IN_MOVED_FROM | unix.IN_MOVED_TO |
		unix.IN_ATTRIB | unix.IN_DELETE_SELF | unix.IN_MOVE_SELF
	// parentEvents are changes in its parent by which the folder appears or disappears.
	parentEvents = unix.IN_CREATE | unix.IN_DELETE | unix.IN_MOVED_FROM | unix.IN_MOVED_TO
)

// Folder calls changed once when it starts watching, and soon after each change in the folder at path.
// The folder may appear and disappear, but its parent must exist. It returns nil when ctx ends, or an
// error if watching is impossible.
//
// fsnotify (1.10.1) does not fit. It cannot report the close of a file, by which an upgrade knows that
// the new program is complete, and reports every write instead: three times per press, because the marks
// and the log are in a watched folder. It also follows a symbolic link in the folder's place.
func Folder(ctx context.Context, path string, changed func()) error {
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		return fmt.Errorf("watch %s: %w", path, err)
	}
	file := os.NewFile(uintptr(fd), "inotify") // non-blocking, so that no thread waits
	defer file.Close()
	parent, err := unix.InotifyAddWatch(fd, filepath.Dir(path), parentEvents|unix.IN_ONLYDIR)
	if err != nil {
		return fmt.Errorf("watch %s: %w", filepath.Dir(path), err)
	}
	watchFolder := func() error {
		_, err := unix.InotifyAddWatch(fd, path, folderEvents|unix.IN_ONLYDIR|unix.IN_DONT_FOLLOW)
		if errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.ENOMEM) {
			return fmt.Errorf("watch %s: %w", path, err)
		}
		return nil // if it does not exist, its parent reports it later
	}
	if err := watchFolder(); err != nil {
		return err
	}

	events, end := startDebounce(ctx, changed)
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
		for _, e := range parseEvents(buf[:n]) {
			if e.watch == int32(parent) && e.name != filepath.Base(path) && e.mask&unix.IN_Q_OVERFLOW == 0 {
				continue
			}
			if err := watchFolder(); err != nil {
				return err
			}
			newest.Wake(events)
		}
	}
}

// event is an inotify event; see inotify(7).
type event struct {
	watch int32
	mask  uint32
	name  string
}

// parseEvents parses what inotify wrote. A truncated event is ignored.
func parseEvents(b []byte) (list []event) {
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
