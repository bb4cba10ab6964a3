//go:build !windows

package app

import "github.com/wolkvox-hold/wolkvox-hold/app/commandline"

// everySession adds nothing: only on Windows a running program cannot be replaced.
func (p *program) everySession(*commandline.Command) {}
