//go:build !windows && !linux

package logoff

import "context"

// Watch does nothing here, where the end of a session comes by other ways. It blocks
// until ctx ends and returns nil.
func Watch(ctx context.Context, _ func(), _ <-chan struct{}) error {
	<-ctx.Done()
	return nil
}
