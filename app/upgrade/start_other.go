//go:build !linux && !windows

package upgrade

import "github.com/wolkvox-hold/wolkvox-hold/app/env"

// Successor is never started here: on macOS a newer program is used from the next start.
type Successor struct{}

func StartNewer() (*Successor, error)                                   { return &Successor{}, nil }
func (*Successor) CallOff()                                             {}
func (*Successor) TakeOver(*env.Env, int64, func(string, ...any)) error { return nil }

// OlderLeftAt is never called here.
func OlderLeftAt(*env.Env) (at int64, ours bool) { return 0, true }
