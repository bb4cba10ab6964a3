//go:build !windows

package resident

import "context"

// enterDesktop is needed on Windows only.
func enterDesktop() {}

// lingers is 0: notifications stay when the program ends.
const lingers = 0

// watchSession has nothing to watch: the kind of a session never changes.
func (r *resident) watchSession(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

// hidesIcons is about Windows only.
func hidesIcons() bool { return false }
