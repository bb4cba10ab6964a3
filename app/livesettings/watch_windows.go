package livesettings

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sys/windows/registry"

	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/session"
	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// WatchPolicy calls changed when the values of IT or the installer may have changed. A
// policy refresh removes keys and writes them again, so changed waits for its end.
func WatchPolicy(ctx context.Context, changed func()) error {
	applied := func() {
		policy.WaitApplied(ctx)
		changed()
	}
	return watch.Keys(ctx, applied,
		watch.Key{Hive: registry.LOCAL_MACHINE, Path: policy.PolicyKey},
		watch.Key{Hive: registry.CURRENT_USER, Path: policy.PolicyKey},
		watch.Key{Hive: registry.LOCAL_MACHINE, Path: policy.MachineKey},
	)
}

// WatchSession calls changed when the session may have become one of another kind: when another
// session got the machine's screen, or somebody connected from elsewhere.
func WatchSession(ctx context.Context, changed func()) error {
	return watch.Keys(ctx, changed,
		watch.Key{Hive: registry.LOCAL_MACHINE, Path: session.ConsoleKey, Flat: true},
		watch.Key{Hive: registry.CURRENT_USER, Path: session.ClientKey},
	)
}

// WatchProxy calls changed when the system's proxy may be another one: the user's or the
// machine's settings or the network changed.
func WatchProxy(ctx context.Context, changed func()) error {
	const settings = `Software\Microsoft\Windows\CurrentVersion\Internet Settings`
	var keys []watch.Key
	for _, hive := range []registry.Key{registry.CURRENT_USER, registry.LOCAL_MACHINE} {
		keys = append(keys,
			watch.Key{Hive: hive, Path: settings, Flat: true},
			watch.Key{Hive: hive, Path: settings + `\Connections`, Flat: true},
		)
	}
	var wait sync.WaitGroup
	var network error
	wait.Go(func() { network = watch.Network(ctx, changed) })
	err := watch.Keys(ctx, changed, keys...)
	wait.Wait()
	return errors.Join(err, network)
}
