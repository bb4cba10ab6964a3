package resident

import (
	"context"

	"golang.org/x/sys/windows/registry"

	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// watchPolicy tells when what IT or the installer set may have changed. A refresh takes
// keys away and writes them again: what it does is told when it is over.
func watchPolicy(ctx context.Context, changed func()) error {
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
