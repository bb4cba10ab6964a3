package resident

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sys/windows/registry"

	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// watchProxy tells when the system's proxy may be another: the settings of this
// user or of the machine changed, or the network did.
func watchProxy(ctx context.Context, changed func()) error {
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
