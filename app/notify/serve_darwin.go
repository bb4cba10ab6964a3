package notify

import "context"

// Type-checked only: never run on a Mac. What it calls is tested elsewhere with
// a program in osascript's place.
func (n *Notifier) serve(ctx context.Context) { n.serveScripts(ctx, osascript) }
