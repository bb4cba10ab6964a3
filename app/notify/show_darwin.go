package notify

import "context"

// osascript is a program of macOS. With its full path, no other program of that name can run.
const osascript = "/usr/bin/osascript"

// Never run on a Mac, only type-checked. serveScripts is tested on Linux with another program.
func (n *Notifier) serve(ctx context.Context) { n.serveScripts(ctx, osascript) }
