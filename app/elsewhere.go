package app

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// elsewhereShown is how long a second start stays for its notification.
const elsewhereShown = time.Second

// shares reports whether a resident's log-on, as its lock names it, is this one. A
// desktop on Wayland has two names.
func shares(p *env.Env, session string) bool {
	return session == p.Places(false).Session() ||
		session != "" && (session == p.Getenv("DISPLAY") || session == p.Getenv("WAYLAND_DISPLAY"))
}

// noteElsewhere tells the person at this screen, who sees no icon, where it is.
func noteElsewhere(p *env.Env, ctx context.Context, session string) {
	n := &notify.Notifier{
		Log:          slog.New(slog.NewTextHandler(io.Discard, nil)),
		AppName:      p.Words.Title(),
		DesktopEntry: env.AppID,
		Icon:         assets.Icon("note"),
	}
	n.Show(notify.Note{Summary: p.Words.ElsewhereTitle(), Body: p.Words.Elsewhere(session)})
	ctx, cancel := context.WithTimeout(ctx, elsewhereShown)
	defer cancel()
	_ = n.Run(ctx)
}
