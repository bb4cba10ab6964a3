//go:build !windows

package cli

import (
	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// everySession adds nothing: only on Windows can a running program not be removed.
func everySession(*env.Env, *commandline.Command) {}
