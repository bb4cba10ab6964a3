package watch

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

// Key is a registry key in the view of 64-bit programs. It need not exist.
type Key struct {
	Hive registry.Key // such as registry.CURRENT_USER
	Path string
	Flat bool // only its own values, without sub-keys
}

// Keys calls changed once when it starts watching, and soon after each change in or below one of the
// keys. It may call it without a change, when a sibling of a missing key is created. It blocks one thread. It
// returns nil when ctx ends, or an error if watching is impossible.
func Keys(ctx context.Context, changed func(), keys ...Key) error {
	// A notification ends with the thread that requested it.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()

	stop, closeStop, err := stopEvent(ctx)
	if err != nil {
		return fmt.Errorf("watch the registry: %w", err)
	}
	defer closeStop()
	handles := []windows.Handle{stop}
	var all []*watcher
	defer func() {
		for _, w := range all {
			w.close()
		}
		for _, h := range handles[1:] {
			_ = windows.CloseHandle(h)
		}
	}()
	for _, k := range keys {
		// The parent is watched too, for the removal of the key: Wine reports it only there.
		for _, w := range []*watcher{{Key: k, values: true}, {Key: Key{Hive: k.Hive, Path: parentPath(k.Path)}}} {
			if w.event, err = windows.CreateEvent(nil, 1, 0, nil); err != nil {
				return fmt.Errorf("watch the registry: %w", err)
			}
			handles, all = append(handles, w.event), append(all, w)
		}
	}
	arm := func() error {
		for _, w := range all {
			if err := w.arm(); err != nil {
				return err
			}
		}
		return nil
	}
	if err := arm(); err != nil {
		return err
	}

	events, end := startDebounce(ctx, changed)
	defer end()
	newest.Wake(events)
	for {
		n, err := windows.WaitForMultipleObjects(handles, false, windows.INFINITE)
		switch {
		case err != nil:
			return fmt.Errorf("watch the registry: %w", err)
		case n == windows.WAIT_OBJECT_0:
			return nil
		case int(n) >= len(handles):
			return errors.New("watch the registry: an event that is none of ours")
		}
		// Arm all of them: another watcher may have lost its key too.
		if err := arm(); err != nil {
			return err
		}
		newest.Wake(events)
	}
}

// watcher watches a key, or its nearest existing ancestor.
type watcher struct {
	Key
	values bool // watch values too, not only the names of sub-keys
	event  windows.Handle
	open   registry.Key // the watched key; 0 for none
}

func (w *watcher) close() {
	if w.open != 0 {
		w.open.Close()
		w.open = 0
	}
}

// arm requests a notification of the next change.
func (w *watcher) arm() error {
	for tries := 0; ; tries++ {
		w.close()
		// Closing a watched key sets its event.
		if err := windows.ResetEvent(w.event); err != nil {
			return fmt.Errorf("watch the registry: %w", err)
		}
		path, key, err := w.nearest()
		if err != nil {
			return fmt.Errorf("watch %s in the registry: %w", w.Path, err)
		}
		w.open = key
		deep, filter := false, uint32(windows.REG_NOTIFY_CHANGE_NAME)
		if w.values && path == w.Path {
			deep = !w.Flat
			filter |= windows.REG_NOTIFY_CHANGE_LAST_SET
		}
		err = windows.RegNotifyChangeKeyValue(windows.Handle(key), deep, filter, w.event, true)
		if err == nil {
			// A nearer ancestor may have been created before the notification was requested.
			if now, again, err := w.nearest(); err == nil {
				again.Close()
				if now == path {
					return nil
				}
			}
		}
		if tries == 100 {
			return fmt.Errorf("watch %s in the registry: %w", path, err)
		}
	}
}

// nearest opens the key, or its nearest existing ancestor.
func (w *watcher) nearest() (path string, key registry.Key, err error) {
	for path = w.Path; ; path = parentPath(path) {
		key, err = registry.OpenKey(w.Hive, path, registry.NOTIFY|registry.WOW64_64KEY)
		if err == nil || path == "" {
			return path, key, err
		}
	}
}

// parentPath returns the path without its last name; "" is the hive itself.
func parentPath(path string) string { return path[:max(strings.LastIndexByte(path, '\\'), 0)] }
