package app

import (
	"context"

	"golang.org/x/sys/windows/registry"

	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// watchPolicy tells when what IT or the installer set may have changed.
func watchPolicy(ctx context.Context, changed func()) error {
	return watch.Keys(ctx, changed,
		watch.Key{Hive: registry.LOCAL_MACHINE, Path: policy.PolicyKey},
		watch.Key{Hive: registry.CURRENT_USER, Path: policy.PolicyKey},
		watch.Key{Hive: registry.LOCAL_MACHINE, Path: policy.MachineKey},
	)
}
