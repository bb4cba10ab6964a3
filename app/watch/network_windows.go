package watch

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

// listeners are the channels of all Networks that run: Windows calls one
// function, and a program can make only so many of them for it.
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

// Network calls changed soon after an address of this machine came or went, as
// when another network is joined. It needs no thread of its own, and returns when
// ctx ends, or with an error if the system tells nothing.
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
	settle(ctx, events, changed)
	return nil
}
