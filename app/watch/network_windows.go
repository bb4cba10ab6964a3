package watch

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

// listeners are the channels of all running Networks. They share one callback, because a program can
// create only a limited number.
var listeners struct {
	sync.Mutex
	all  map[chan struct{}]bool
	call func() uintptr
}

func init() {
	listeners.all = map[chan struct{}]bool{}
	listeners.call = sync.OnceValue(func() uintptr {
		return windows.NewCallback(func(context, row, kind uintptr) uintptr {
			listeners.Lock()
			defer listeners.Unlock()
			for events := range listeners.all {
				newest.Wake(events)
			}
			return 0
		})
	})
}

// Network calls changed soon after an address of this machine was added or removed, for instance on
// joining another network. It needs no thread. It returns nil when ctx ends, or an error if watching is
// impossible.
func Network(ctx context.Context, changed func()) error {
	events := make(chan struct{}, 1)
	listeners.Lock()
	listeners.all[events] = true
	listeners.Unlock()
	defer func() {
		listeners.Lock()
		delete(listeners.all, events)
		listeners.Unlock()
	}()
	var handle windows.Handle
	if err := windows.NotifyUnicastIpAddressChange(windows.AF_UNSPEC, listeners.call(), nil, false, &handle); err != nil {
		return fmt.Errorf("watch the network: %w", err)
	}
	defer func() { _ = windows.CancelMibChangeNotify2(handle) }()
	debounce(ctx, events, changed)
	return nil
}
