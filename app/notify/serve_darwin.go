package notify

import "context"

// osascript is macOS's own program. Its whole path is used, so that nothing
// else of that name is ever run.
const osascript = "/usr/bin/osascript"

// Type-checked only: never run on a Mac. What it calls is tested elsewhere with
// a program in osascript's place.
func (n *Notifier) serve(ctx context.Context) { n.serveScripts(ctx, osascript) }
