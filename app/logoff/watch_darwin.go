package logoff

import "context"

// Watch does nothing: on this system a signal reports the end of the session. It blocks until ctx ends
// and returns nil.
func Watch(ctx context.Context, _, _ func(), _ <-chan struct{}) error {
	<-ctx.Done()
	return nil
}
