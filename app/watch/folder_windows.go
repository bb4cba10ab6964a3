package watch

import (
	"context"
	"fmt"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

// Folder calls changed once when it starts watching, and soon after files in the folder at path were
// written, renamed or removed. It blocks one thread. It returns nil when ctx ends, or an error if watching
// is impossible. A folder that is removed meanwhile keeps its name until then, and no other one can be
// made in its place.
func Folder(ctx context.Context, path string, changed func()) error {
	failed := func(err error) error { return fmt.Errorf("watch %s: %w", path, err) }
	stop, closeStop, err := stopEvent(ctx)
	if err != nil {
		return failed(err)
	}
	defer closeStop()
	change, err := windows.FindFirstChangeNotification(path, false,
		windows.FILE_NOTIFY_CHANGE_FILE_NAME|windows.FILE_NOTIFY_CHANGE_SIZE|windows.FILE_NOTIFY_CHANGE_LAST_WRITE)
	if err != nil {
		return failed(err)
	}
	defer windows.FindCloseChangeNotification(change)

	events, end := startDebounce(ctx, changed)
	defer end()
	newest.Wake(events)
	for {
		n, err := windows.WaitForMultipleObjects([]windows.Handle{stop, change}, false, windows.INFINITE)
		switch {
		case err != nil:
			return failed(err)
		case n == windows.WAIT_OBJECT_0:
			return nil
		}
		newest.Wake(events)
		if err := windows.FindNextChangeNotification(change); err != nil {
			return failed(err)
		}
	}
}

// stopEvent makes an event that is set when ctx ends, to be closed by closeStop.
func stopEvent(ctx context.Context) (stop windows.Handle, closeStop func(), err error) {
	stop, err = windows.CreateEvent(nil, 1, 0, nil)
	if err != nil {
		return 0, nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	signalled := make(chan struct{})
	context.AfterFunc(ctx, func() {
		defer close(signalled)
		_ = windows.SetEvent(stop)
	})
	return stop, func() {
		cancel()
		<-signalled // before the event is closed
		_ = windows.CloseHandle(stop)
	}, nil
}
