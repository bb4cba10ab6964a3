package upgrade

import (
	"context"
	"errors"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// ErrBeingWritten is never returned here.
var ErrBeingWritten = errors.ErrUnsupported

func ownFile(path string) string { return path }

func watchFile(ctx context.Context, _ string, _ func()) error {
	<-ctx.Done()
	return nil
}

// Successor is never started here: on macOS a newer program is used from the next start.
type Successor struct{}

func StartNewer() (*Successor, error)                                   { return &Successor{}, nil }
func (*Successor) CallOff()                                             {}
func (*Successor) TakeOver(*env.Env, int64, func(string, ...any)) error { return nil }

// OlderLeftAt is never called here.
func OlderLeftAt(*env.Env) (at int64, ours bool) { return 0, true }
